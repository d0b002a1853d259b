/* Chunks to columns: one pass over the events of each. */
#include "planproof/atf_decode.h"

#include "planproof/atf_reader.h"
#include "planproof/clock.h"
#include "planproof/lane.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_PLACES = 64 };

#define LOW_61_BITS (UINT64_MAX >> 3)
#define ESCAPE_VALUE (UINT64_MAX >> 8)

/* What a lane's chunks say for the chunks behind them. */
typedef struct lane_state {
    uint32_t slot;
    uint32_t generation; /* 0 for an empty place: a thread's is odd */
    uint64_t next_sequence;
    uint64_t instance; /* of the next event */
    uint64_t task;
} lane_state;

struct planproof_atf_decoder {
    planproof_atf_reader *reader;
    lane_state *lanes; /* by a hash of the slot, a power of two of places, half of them at most taken */
    uint32_t place_count, taken;
    lane_state stray; /* where no place could be had */
};

planproof_atf_decoder *planproof_atf_decoder_init(const char *path)
{
    planproof_atf_reader *reader = planproof_atf_reader_init(path);
    planproof_atf_decoder *decoder = reader ? calloc(1, sizeof *decoder) : NULL;
    if (decoder)
        decoder->reader = reader;
    else
        planproof_atf_reader_destroy(reader);
    return decoder;
}

void planproof_atf_decoder_destroy(planproof_atf_decoder *decoder)
{
    if (decoder == NULL)
        return;
    planproof_atf_reader_destroy(decoder->reader);
    free(decoder->lanes);
    free(decoder);
}

static lane_state *place_of(lane_state *lanes, uint32_t place_count, uint32_t slot)
{
    uint32_t place = slot * 0x9e3779b1U;
    while (lanes[place % place_count].generation != 0 && lanes[place % place_count].slot != slot)
        place++;
    return &lanes[place % place_count];
}

static bool grow(planproof_atf_decoder *decoder)
{
    uint32_t count = decoder->place_count ? 2 * decoder->place_count : FIRST_PLACES;
    lane_state *lanes = calloc(count, sizeof *lanes);
    if (lanes == NULL)
        return false;
    for (uint32_t place = 0; place < decoder->place_count; place++) {
        if (decoder->lanes[place].generation != 0)
            *place_of(lanes, count, decoder->lanes[place].slot) = decoder->lanes[place];
    }
    free(decoder->lanes);
    decoder->lanes = lanes;
    decoder->place_count = count;
    return true;
}

/* What the chunks before say for this one; nothing when they were another thread's, or events between them were dropped. */
static lane_state *state_before(planproof_atf_decoder *decoder, const planproof_chunk_header *header)
{
    bool room = decoder->taken < decoder->place_count / 2 || grow(decoder);
    lane_state *lane = room ? place_of(decoder->lanes, decoder->place_count, header->slot) : &decoder->stray;
    uint32_t generation = header->generation ? header->generation : UINT32_MAX;
    decoder->taken += lane->generation == 0 && room;
    if (lane->generation != generation || lane->slot != header->slot)
        *lane = (lane_state){.slot = header->slot, .generation = generation};
    else if (lane->next_sequence != header->first_sequence)
        lane->instance = 0;
    lane->next_sequence = header->first_sequence + header->event_count;
    return lane;
}

/* Takes in what says something about other events; whether the event has a row nevertheless. */
static bool take(lane_state *lane, uint64_t event, uint64_t *ticks)
{
    uint32_t escape = (uint32_t)(event >> 56) & 31;
    if (event >> 61 == PLANPROOF_EVENT_TIME)
        *ticks += event & LOW_61_BITS;
    else if (escape == PLANPROOF_ESCAPE_INSTANCE)
        lane->instance = event & ESCAPE_VALUE;
    else if (escape == PLANPROOF_ESCAPE_TASK)
        lane->task = event & ESCAPE_VALUE;
    else
        return true;
    return false;
}

/* What is known of a chunk while its rows are written. */
typedef struct progress {
    uint64_t row;      /* the next */
    uint64_t sequence; /* of the next event */
    uint64_t ticks;
    uint64_t payload; /* the bits of an event that are time */
} progress;

static void fill(uint32_t *column, uint64_t rows, uint32_t value)
{
    for (uint64_t row = 0; row < rows; row++)
        column[row] = value;
}

/* How many events come before the next that isn't the program's. */
static uint32_t run_length(const uint64_t *events, uint32_t count)
{
    uint32_t length = 0;
    while (length < count && events[length] < (uint64_t)PLANPROOF_EVENT_ESCAPE << 61)
        length++;
    return length;
}

/* Writes the rows of a run of the program's own events. A loop a column, each of which the compiler can take several rows at once. */
static void write_run(const uint64_t *restrict events, uint32_t count, const planproof_atf_columns *to,
                      lane_state *lane, progress *at)
{
    const uint64_t sequence = at->sequence, payload = at->payload, task = lane->task;
    uint64_t *restrict sequences = to->sequence + at->row, *restrict functions = to->function + at->row;
    uint64_t *restrict times = to->ticks + at->row, *restrict tasks = to->task + at->row;
    uint8_t *restrict kinds = to->kind + at->row;
    uint64_t ticks = at->ticks;
    for (uint32_t place = 0; place < count; place++) {
        sequences[place] = sequence + place;
        functions[place] = events[place] >> 32 & PLANPROOF_FUNCTION_MAX;
        tasks[place] = task;
    }
    for (uint32_t place = 0; place < count; place++)
        kinds[place] = (uint8_t)(events[place] >> 61);
    for (uint32_t place = 0; place < count; place++)
        times[place] = ticks += events[place] & payload;
    memset(to->escape + at->row, 0, count);
    memset(to->instance + at->row, 0, count * sizeof *to->instance);
    to->instance[at->row] = lane->instance;
    lane->instance = 0;
    *at = (progress){at->row + count, sequence + count, ticks, payload};
}

/* Writes the row of an escape that is one; the instance goes on waiting for an event of the program. */
static void write_escape(uint64_t event, const planproof_atf_columns *to, const lane_state *lane, progress *at)
{
    to->sequence[at->row] = at->sequence;
    to->ticks[at->row] = at->ticks;
    to->function[at->row] = event & ESCAPE_VALUE;
    to->instance[at->row] = 0;
    to->task[at->row] = lane->task;
    to->escape[at->row] = (uint8_t)(event >> 56 & 31);
    to->kind[at->row++] = PLANPROOF_EVENT_ESCAPE;
}

/* Writes the rows of a chunk, from that row on; which row is next. Columns have room for a whole chunk. */
static uint64_t decode(planproof_atf_decoder *decoder, const planproof_chunk *chunk, const planproof_atf_columns *to,
                       uint64_t row)
{
    const planproof_chunk_header *header = &chunk->header;
    bool exact = header->clock_mode == PLANPROOF_CLOCK_EXACT || header->clock_mode == PLANPROOF_CLOCK_MONOTONIC;
    lane_state *lane = state_before(decoder, header);
    progress at = {row, header->first_sequence, header->first_ticks, exact ? UINT32_MAX : 0};
    for (uint32_t place = 0; place < header->event_count; place++, at.sequence++) {
        uint32_t run = run_length(chunk->events + place, header->event_count - place);
        if (run > 0)
            write_run(chunk->events + place, run, to, lane, &at);
        place += run;
        if (place < header->event_count && take(lane, chunk->events[place], &at.ticks))
            write_escape(chunk->events[place], to, lane, &at);
    }
    fill(to->slot + row, at.row - row, header->slot);
    fill(to->generation + row, at.row - row, header->generation);
    return at.row;
}

uint64_t planproof_atf_decoder_most(const planproof_atf_decoder *decoder)
{
    return planproof_atf_reader_ahead(decoder->reader);
}

uint64_t planproof_atf_decoder_next(planproof_atf_decoder *decoder, const planproof_atf_columns *columns)
{
    uint64_t row = 0;
    while (columns->room - row >= PLANPROOF_CHUNK_EVENTS) {
        planproof_atf_found found;
        const planproof_chunk *chunk = planproof_atf_reader_look(decoder->reader, &found);
        if (chunk == NULL)
            break;
        if (chunk->header.lane == PLANPROOF_LANE_INDEX)
            row = decode(decoder, chunk, columns, row);
    }
    return row;
}

uint64_t planproof_atf_decoder_lost(const planproof_atf_decoder *decoder)
{
    return planproof_atf_reader_lost(decoder->reader);
}
