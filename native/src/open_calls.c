/* Follows calls through chunks and the gaps between them. */
#include "open_calls.h"

#include <string.h>

static void begin_call(planproof_open_calls *open, uint32_t function)
{
    if (open->count < PLANPROOF_OPEN_CALLS)
        open->calls[open->count] = function;
    open->count++;
}

static void end_calls(planproof_open_calls *open, uint32_t count)
{
    open->count -= count < open->count ? count : open->count;
}

/* What the gap before a chunk did, as its header says: first it ended calls, then it began some that are open still. */
static void cross_gap(planproof_open_calls *open, const planproof_chunk_header *header)
{
    uint32_t kept = header->open_call_count < PLANPROOF_OPEN_CALLS ? header->open_call_count : PLANPROOF_OPEN_CALLS;
    end_calls(open, header->closed_calls);
    for (uint32_t place = 0; place < kept; place++)
        begin_call(open, header->open_calls[place]);
    open->count += header->open_call_count - kept;
}

/* Follows one event; the ticks that passed before it. */
static uint64_t follow(planproof_open_calls *open, uint64_t event, bool exact)
{
    switch ((planproof_event_kind)(event >> 61)) {
    case PLANPROOF_EVENT_CALL:
    case PLANPROOF_EVENT_RESUME:
    case PLANPROOF_EVENT_NATIVE_CALL:
        begin_call(open, (uint32_t)(event >> 32) & PLANPROOF_FUNCTION_MAX);
        break;
    case PLANPROOF_EVENT_RETURN:
    case PLANPROOF_EVENT_UNWIND:
    case PLANPROOF_EVENT_YIELD:
        end_calls(open, 1);
        break;
    case PLANPROOF_EVENT_ESCAPE:
        return 0;
    case PLANPROOF_EVENT_TIME:
        return event & UINT64_MAX >> 3;
    }
    return exact ? (uint32_t)event : 0;
}

void planproof_open_calls_complete(planproof_open_calls *open, planproof_chunk *chunk, uint32_t event_count)
{
    planproof_chunk_header *header = &chunk->header;
    bool exact = header->clock_mode == PLANPROOF_CLOCK_EXACT || header->clock_mode == PLANPROOF_CLOCK_MONOTONIC;
    if (open->pid != header->pid || open->generation != header->generation)
        *open = (planproof_open_calls){.pid = header->pid, .generation = header->generation};
    cross_gap(open, header);
    header->closed_calls = 0;
    header->open_call_count = open->count;
    memset(header->open_calls, 0, sizeof header->open_calls);
    memcpy(header->open_calls, open->calls,
           (open->count < PLANPROOF_OPEN_CALLS ? open->count : PLANPROOF_OPEN_CALLS) * sizeof open->calls[0]);
    header->last_ticks = header->first_ticks;
    for (uint32_t place = 0; place < event_count; place++)
        header->last_ticks += follow(open, chunk->events[place], exact);
    planproof_chunk_seal(chunk, event_count);
}
