/* Rows by hash while they grow, in order once they are complete. */
#include "balance.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_PLACES = 256 };

static bool is_about(const planproof_drain_row *row, uint32_t pid, uint32_t slot, uint32_t generation,
                     planproof_lane_kind lane)
{
    return row->pid == pid && row->slot == slot && row->generation == generation && row->lane == (uint32_t)lane;
}

/* Where to look first; multiplied by odd numbers, the upper bits mixed in. */
static uint32_t hash(uint32_t pid, uint32_t slot, uint32_t generation, uint32_t lane)
{
    uint32_t mixed = pid * 0x9e3779b1U ^ slot * 0x85ebca6bU ^ generation * 0xc2b2ae35U ^ lane * 0x27d4eb2fU;
    return mixed ^ mixed >> 15;
}

static void enter_place(planproof_balance *balance, uint32_t number)
{
    const planproof_drain_row *row = &balance->rows[number];
    uint32_t place = hash(row->pid, row->slot, row->generation, row->lane);
    while (balance->places[place % balance->place_count] != 0)
        place++;
    balance->places[place % balance->place_count] = number + 1;
}

/* Twice the places, half of which rows may take. */
static bool grow(planproof_balance *balance)
{
    uint32_t count = balance->place_count ? 2 * balance->place_count : FIRST_PLACES;
    uint32_t *places = calloc(count, sizeof *places);
    planproof_drain_row *rows = realloc(balance->rows, count / 2 * sizeof *rows);
    balance->rows = rows ? rows : balance->rows;
    if (places == NULL || rows == NULL) {
        free(places);
        return false;
    }
    free(balance->places);
    balance->places = places;
    balance->place_count = count;
    for (uint32_t number = 0; number < balance->row_count; number++)
        enter_place(balance, number);
    return true;
}

planproof_drain_row *planproof_balance_row(planproof_balance *balance, uint32_t pid, uint32_t slot, uint32_t generation,
                                           planproof_lane_kind lane)
{
    uint32_t place = hash(pid, slot, generation, lane);
    for (; balance->place_count && balance->places[place % balance->place_count] != 0; place++) {
        planproof_drain_row *row = &balance->rows[balance->places[place % balance->place_count] - 1];
        if (is_about(row, pid, slot, generation, lane))
            return row;
    }
    if (balance->row_count == balance->place_count / 2 && !grow(balance))
        return NULL;
    balance->rows[balance->row_count] =
        (planproof_drain_row){.pid = pid, .slot = slot, .generation = generation, .lane = lane};
    enter_place(balance, balance->row_count);
    return &balance->rows[balance->row_count++];
}

static int in_order(const void *first, const void *second)
{
    const planproof_drain_row *a = first, *b = second;
    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    return a->generation < b->generation ? -1 : a->generation > b->generation;
}

static void add_row(planproof_drain_row *sum, const planproof_drain_row *row)
{
    sum->emitted += row->emitted;
    sum->persisted += row->persisted;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        sum->dropped[reason] += row->dropped[reason];
}

/* A row without an account of its own belongs to the next one of its lane that has one. */
void planproof_balance_finish(planproof_balance *balance)
{
    uint32_t kept = 0;
    if (balance->row_count > 0)
        qsort(balance->rows, balance->row_count, sizeof *balance->rows, in_order);
    for (uint32_t number = 0; number < balance->row_count; number++) {
        planproof_drain_row *row = &balance->rows[number];
        planproof_drain_row *before = kept > 0 ? &balance->rows[kept - 1] : NULL;
        if (before && before->threads == 0 && before->slot == row->slot && before->lane == row->lane) {
            add_row(row, before);
            kept--;
        }
        balance->rows[kept++] = *row;
    }
    balance->row_count = kept;
    free(balance->places);
    balance->places = NULL;
    balance->place_count = 0;
}

void planproof_balance_destroy(planproof_balance *balance)
{
    free(balance->rows);
    free(balance->places);
    *balance = (planproof_balance){0};
}
