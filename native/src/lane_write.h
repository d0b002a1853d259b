/* The fast path of an event, inlined where a hook writes it.
 *
 *     enter (guard)   event, open calls (plain)   cursor (release)   sequence (release)   leave (guard)
 *
 * A lane without a chunk has its cursor at the end, so that one comparison sends it the slow way. */
#ifndef PLANPROOF_LANE_WRITE_H
#define PLANPROOF_LANE_WRITE_H

#include "planproof/lane.h"

/* The slow way: submits the full chunk and goes on in a free one, or drops the event and counts it. */
bool planproof_lane_write_next(planproof_lane *lane, planproof_chunk *chunks, uint64_t event);

/* For a guard that is set: takes over a write that longjmp left, and finishes it; false when the write goes on further up the
 * stack, so that this event is dropped, and counted. Stacks grow downwards: who is still inside lies above this frame. */
bool planproof_lane_take_over(planproof_lane *lane, planproof_chunk *chunks, uint64_t frame);

/* Thread, inside: hands the current chunk to the drain; false when it holds no event. */
bool planproof_lane_submit(planproof_lane *lane, planproof_chunk *chunks);

/* Thread, inside: begins the next free chunk; false when there is none. */
bool planproof_lane_open_next(planproof_lane *lane, planproof_chunk *chunks);

/* Thread, inside: brings a hooked lane's cursor and sequence up to what is published. */
void planproof_lane_settle(planproof_lane *lane, planproof_chunk *chunks);

/* Thread, inside: counts one event as dropped. */
void planproof_lane_count_drop(planproof_lane *lane, planproof_drop_reason reason);

/* Registry: readies a resting lane for the slot's next thread. */
void planproof_lane_hand_over(planproof_lane_handle handle, uint32_t pid, uint32_t generation);

/* Marks the lane as being written from this frame; false when it is being written already. The fences keep the compiler from
 * moving stores out of the guard's reach, which is all that a handler in the same thread asks for. */
static inline bool planproof_lane_enter(planproof_lane *lane, planproof_chunk *chunks, uint64_t frame)
{
    if (__builtin_expect(atomic_load_explicit(&lane->guard, memory_order_relaxed) != 0, 0))
        return planproof_lane_take_over(lane, chunks, frame);
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

/* The same of a hooked lane without a chunk, where the stack at the gap's start isn't known here: counts what the gap closed. */
static inline void planproof_lane_follow_gap(planproof_lane *lane, uint64_t event)
{
    enum { CLOSING = 1 << PLANPROOF_EVENT_RETURN | 1 << PLANPROOF_EVENT_UNWIND | 1 << PLANPROOF_EVENT_YIELD };
    lane->closed_calls += lane->open_call_count == 0 && (CLOSING >> (event >> 61) & 1);
    planproof_lane_follow(lane, event);
}

static inline void planproof_lane_take_sequence(planproof_lane *lane)
{
    uint64_t sequence = atomic_load_explicit(&lane->sequence, memory_order_relaxed);
    atomic_store_explicit(&lane->sequence, sequence + 1, memory_order_release);
}

/* An event into the current chunk, which has room. */
static inline void planproof_lane_place(planproof_lane *lane, planproof_chunk *chunks, uint32_t cursor, uint64_t event)
{
    chunks[atomic_load_explicit(&lane->chunk, memory_order_relaxed)].events[cursor] = event;
    planproof_lane_follow(lane, event);
    atomic_store_explicit(&lane->cursor, cursor + 1, memory_order_release);
    planproof_lane_take_sequence(lane);
}

/* planproof_lane_write, inlined. Lane and chunks come apart: gcc 12 takes the pair through memory, which costs 8 ns. */
static inline bool planproof_lane_put(planproof_lane *lane, planproof_chunk *chunks, uint64_t event)
{
    uint32_t cursor;
    bool kept = true;
    if (!planproof_lane_enter(lane, chunks, (uint64_t)__builtin_frame_address(0)))
        return false;
    cursor = atomic_load_explicit(&lane->cursor, memory_order_relaxed);
    if (__builtin_expect(cursor < PLANPROOF_CHUNK_EVENTS, 1))
        planproof_lane_place(lane, chunks, cursor, event);
    else
        kept = planproof_lane_write_next(lane, chunks, event);
    planproof_lane_leave(lane);
    return kept;
}

#endif
