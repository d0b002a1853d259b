/* Lanes: the drain's side, init, seal, balance. */
#include "planproof/lane.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: %s\n", __func__)

_Static_assert(sizeof(planproof_lane) == 1920, "planned size of planproof_lane");
_Static_assert(offsetof(planproof_lane, sequence) == 0, "planned offset of planproof_lane.sequence");
_Static_assert(offsetof(planproof_lane, cursor) == 8, "planned offset of planproof_lane.cursor");
_Static_assert(offsetof(planproof_lane, chunk) == 12, "planned offset of planproof_lane.chunk");
_Static_assert(offsetof(planproof_lane, guard) == 16, "planned offset of planproof_lane.guard");
_Static_assert(offsetof(planproof_lane, slot) == 24, "planned offset of planproof_lane.slot");
_Static_assert(offsetof(planproof_lane, generation) == 28, "planned offset of planproof_lane.generation");
_Static_assert(offsetof(planproof_lane, open_call_count) == 32, "planned offset of planproof_lane.open_call_count");
_Static_assert(offsetof(planproof_lane, chunk_count) == 36, "planned offset of planproof_lane.chunk_count");
_Static_assert(offsetof(planproof_lane, kind) == 40, "planned offset of planproof_lane.kind");
_Static_assert(offsetof(planproof_lane, dropped) == 64, "planned offset of planproof_lane.dropped");
_Static_assert(offsetof(planproof_lane, drained) == 128, "planned offset of planproof_lane.drained");
_Static_assert(offsetof(planproof_lane, submit) == 192, "planned offset of planproof_lane.submit");
_Static_assert(offsetof(planproof_lane, free_chunks) == 576, "planned offset of planproof_lane.free_chunks");
_Static_assert(offsetof(planproof_lane, open_calls) == 960, "planned offset of planproof_lane.open_calls");
_Static_assert(offsetof(planproof_lane, dropped_told) == 1880, "planned offset of planproof_lane.dropped_told");

_Static_assert(sizeof(planproof_lane_handle) == 16, "planned size of planproof_lane_handle");
_Static_assert(offsetof(planproof_lane_handle, lane) == 0, "planned offset of planproof_lane_handle.lane");
_Static_assert(offsetof(planproof_lane_handle, chunks) == 8, "planned offset of planproof_lane_handle.chunks");

_Static_assert(sizeof(planproof_lane_balance) == 80, "planned size of planproof_lane_balance");
_Static_assert(offsetof(planproof_lane_balance, emitted) == 0, "planned offset of planproof_lane_balance.emitted");
_Static_assert(offsetof(planproof_lane_balance, taken) == 8, "planned offset of planproof_lane_balance.taken");
_Static_assert(offsetof(planproof_lane_balance, held) == 16, "planned offset of planproof_lane_balance.held");
_Static_assert(offsetof(planproof_lane_balance, dropped) == 24, "planned offset of planproof_lane_balance.dropped");

bool planproof_lane_init(planproof_lane_handle handle, uint32_t slot, uint32_t chunk_count)
{
    (void)handle;
    (void)slot;
    (void)chunk_count;
    NOT_IMPLEMENTED();
    return false;
}

void planproof_lane_destroy(planproof_lane_handle handle)
{
    (void)handle;
    NOT_IMPLEMENTED();
}

bool planproof_lane_write(planproof_lane_handle handle, uint64_t event)
{
    (void)handle;
    (void)event;
    NOT_IMPLEMENTED();
    return false;
}

bool planproof_lane_seal(planproof_lane_handle handle)
{
    (void)handle;
    NOT_IMPLEMENTED();
    return false;
}

planproof_chunk *planproof_lane_take(planproof_lane_handle handle)
{
    (void)handle;
    NOT_IMPLEMENTED();
    return NULL;
}

bool planproof_lane_give_back(planproof_lane_handle handle, const planproof_chunk *chunk)
{
    (void)handle;
    (void)chunk;
    NOT_IMPLEMENTED();
    return false;
}

planproof_lane_balance planproof_lane_count(planproof_lane_handle handle)
{
    (void)handle;
    NOT_IMPLEMENTED();
    return (planproof_lane_balance){0};
}
