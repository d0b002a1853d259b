/* Tests of the copy of what a lane holds. */
#include "files.h"
#include "planproof/lane_copy.h"

#include <string.h>

static planproof_chunk copy;

static void test_planproof_lane_copy__events_held__then_sealed_copy(void)
{
    planproof_lane_handle handle = lane_of_chunks(4);
    CHECK(write_numbered(handle, 0, PLANPROOF_CHUNK_EVENTS + 9) == PLANPROOF_CHUNK_EVENTS + 9);
    CHECK(planproof_lane_copy(handle, &copy) == 9);
    CHECK(planproof_chunk_check(&copy) == PLANPROOF_CHUNK_SEALED);
    CHECK(copy.header.first_sequence == PLANPROOF_CHUNK_EVENTS && copy.header.event_count == 9);
    for (uint32_t position = 0; position < 9; position++)
        CHECK(copy.events[position] == numbered_event(PLANPROOF_CHUNK_EVENTS + position));
    CHECK(planproof_lane_count(handle).held == PLANPROOF_CHUNK_EVENTS + 9);
    CHECK(write_numbered(handle, 0, 1) == 1);
    CHECK(planproof_lane_copy(handle, &copy) == 10);
    CHECK(balanced(handle));
}

static void test_planproof_lane_copy__chunk_submitted_already__then_zero(void)
{
    planproof_lane_handle handle = lane_of_chunks(4);
    int32_t number;
    CHECK(planproof_lane_copy(handle, &copy) == 0);
    CHECK(write_numbered(handle, 0, 5) == 5);
    CHECK(planproof_lane_copy(handle, &copy) == 5);

    /* Killed between submitting and letting go, before and after the drain has taken and given back. */
    number = atomic_load_explicit(&handle.lane->chunk, memory_order_relaxed);
    CHECK(planproof_lane_seal(handle));
    atomic_store_explicit(&handle.lane->chunk, number, memory_order_relaxed);
    atomic_store_explicit(&handle.lane->cursor, 5, memory_order_relaxed);
    CHECK(planproof_lane_copy(handle, &copy) == 0);
    CHECK(drain_lane(handle) == 5);
    CHECK(planproof_lane_copy(handle, &copy) == 0);

    /* What another process spoiled leads nowhere. */
    atomic_store_explicit(&handle.lane->chunk, 64, memory_order_relaxed);
    CHECK(planproof_lane_copy(handle, &copy) == 0);
    atomic_store_explicit(&handle.lane->chunk, -2, memory_order_relaxed);
    CHECK(planproof_lane_copy(handle, &copy) == 0);
}

const tap_test lane_copy_tests[] = {
    TAP(test_planproof_lane_copy__events_held__then_sealed_copy),
    TAP(test_planproof_lane_copy__chunk_submitted_already__then_zero),
    TAP_END,
};
