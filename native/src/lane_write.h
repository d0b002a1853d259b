/* The fast path of an event, inlined where a hook writes it.
 *
 *     enter (guard)   event, open calls (plain)   cursor (release)   sequence (release)   leave (guard)
 *
 * A lane without a chunk has its cursor at the end, so that one comparison sends it the slow way. */
#ifndef PLANPROOF_LANE_WRITE_H
#define PLANPROOF_LANE_WRITE_H

#include "planproof/lane.h"

/* The slow way: submits the full chunk and goes on in a free one, or drops the event and counts it. */
bool planproof_lane_write_next(planproof_lane_handle handle, uint64_t event);

/* Counts an event that came while its lane was being written. */
void planproof_lane_reenter(planproof_lane *lane);

/* Marks the lane as being written from this frame; false when a frame further up the stack is at it. Stacks grow downwards, so a
 * guard below this frame was left behind by longjmp. The fences keep the compiler from moving stores out of the guard's
 * reach, which is all that a handler in the same thread asks for. */
static inline bool planproof_lane_enter(planproof_lane *lane, uint64_t frame)
{
    if (atomic_load_explicit(&lane->guard, memory_order_relaxed) > frame)
        return false;
    atomic_store_explicit(&lane->guard, frame, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst);
    return true;
}

static inline void planproof_lane_leave(planproof_lane *lane)
{
    atomic_signal_fence(memory_order_seq_cst);
    atomic_store_explicit(&lane->guard, 0, memory_order_relaxed);
}

/* Keeps the stack of open calls: what is called, resumed or native opens, what returns, unwinds or yields closes. */
static inline void planproof_lane_follow(planproof_lane *lane, uint64_t event)
{
    enum {
        OPENING = 1 << PLANPROOF_EVENT_CALL | 1 << PLANPROOF_EVENT_RESUME | 1 << PLANPROOF_EVENT_NATIVE_CALL,
        CLOSING = 1 << PLANPROOF_EVENT_RETURN | 1 << PLANPROOF_EVENT_UNWIND | 1 << PLANPROOF_EVENT_YIELD
    };
    uint32_t kind = UINT32_C(1) << (event >> 61);
    if (kind & OPENING) {
        if (lane->open_call_count < PLANPROOF_OPEN_CALLS)
            lane->open_calls[lane->open_call_count] = (uint32_t)(event >> 32) & PLANPROOF_FUNCTION_MAX;
        lane->open_call_count++;
    } else if (kind & CLOSING && lane->open_call_count > 0) {
        lane->open_call_count--; /* at 0 the call began before the recording did */
    }
}

static inline void planproof_lane_take_sequence(planproof_lane *lane)
{
    uint64_t sequence = atomic_load_explicit(&lane->sequence, memory_order_relaxed);
    atomic_store_explicit(&lane->sequence, sequence + 1, memory_order_release);
}

/* An event into the current chunk, which has room. */
static inline void planproof_lane_place(planproof_lane_handle handle, uint32_t cursor, uint64_t event)
{
    int32_t chunk = atomic_load_explicit(&handle.lane->chunk, memory_order_relaxed);
    handle.chunks[chunk].events[cursor] = event;
    planproof_lane_follow(handle.lane, event);
    atomic_store_explicit(&handle.lane->cursor, cursor + 1, memory_order_release);
    planproof_lane_take_sequence(handle.lane);
}

/* planproof_lane_write, inlined. */
static inline bool planproof_lane_put(planproof_lane_handle handle, uint64_t event)
{
    uint32_t cursor;
    bool kept = true;
    if (__builtin_expect(!planproof_lane_enter(handle.lane, (uint64_t)__builtin_frame_address(0)), 0)) {
        planproof_lane_reenter(handle.lane);
        return false;
    }
    cursor = atomic_load_explicit(&handle.lane->cursor, memory_order_relaxed);
    if (__builtin_expect(cursor < PLANPROOF_CHUNK_EVENTS, 1))
        planproof_lane_place(handle, cursor, event);
    else
        kept = planproof_lane_write_next(handle, event);
    planproof_lane_leave(handle.lane);
    return kept;
}

#endif
