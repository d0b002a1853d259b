/* The copy of what a lane holds and its thread never submitted. */
#include "planproof/lane_copy.h"

#include <string.h>

/* Whether the newest number in the submit ring, taken or not, is this chunk's: then it was submitted as its thread's last act. */
static bool submitted_last(const planproof_lane *lane, uint32_t number)
{
    uint32_t tail = atomic_load_explicit(&lane->submit.tail, memory_order_acquire);
    return lane->submit.entries[(tail - 1) % PLANPROOF_RING_ENTRIES] == number;
}

uint32_t planproof_lane_copy(planproof_lane_handle handle, planproof_chunk *copy)
{
    uint32_t number = (uint32_t)atomic_load_explicit(&handle.lane->chunk, memory_order_acquire);
    uint32_t cursor = planproof_lane_published(handle);
    if (cursor == 0)
        return 0;
    const planproof_chunk *chunk = &handle.chunks[number];
    if (chunk->header.magic != PLANPROOF_CHUNK_MAGIC ||
        (chunk->header.event_count != 0 && submitted_last(handle.lane, number)))
        return 0;
    memcpy(copy, chunk, sizeof chunk->header + cursor * sizeof chunk->events[0]);
    copy->header.event_count = cursor;
    if (!handle.lane->hooked)
        planproof_chunk_seal(copy, cursor);
    return cursor;
}
