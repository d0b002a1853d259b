/* The way of an event from a hook into its thread's lane, inlined where the hook stands.
 *
 *     tick line == seen?   else the long way: another tick, an exact clock, a thread without a lane, a write further up the stack
 *     seen = frame                  inside: a signal handler's event finds it and takes the long way
 *     position == end?     else the long way: the chunk is full
 *     *position = event (release)   published: memory of a fresh chunk is zero, no event is
 *     position++, seen = tick line
 *
 * Seen and position are a thread's and its handlers': plain words, kept in order by signal fences. A tick line is odd and frames are
 * even, so one word tells both the last tick and that a write goes on. All of a thread's state lies on a page that a fork child gets
 * zeroed (MADV_WIPEONFORK): its first event takes the long way and registers anew. */
#ifndef PLANPROOF_HOOK_H
#define PLANPROOF_HOOK_H

#include "planproof/atomic.h"
#include "planproof/chunk.h"
#include "planproof/registry.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Each library that holds the core has its own, one instruction away. */
#pragma GCC visibility push(hidden)

/* An event as its thread publishes it. */
typedef PLANPROOF_ATOMIC(uint64_t) planproof_event_word;

/* What a thread knows of its lanes; process-local. */
typedef struct planproof_writer {
    alignas(64) uint64_t seen;      /* odd: the tick of the last event; even: the frame that is inside; 0 at first */
    planproof_event_word *position; /* of the next event */
    planproof_event_word *end;      /* of the current chunk; both NULL without one */
    uint64_t ticks;                 /* that the next event's count from */
    uint32_t epoch;                 /* of the process when it registered */
    uint32_t generation;
    planproof_slot *slot;
    alignas(64) planproof_lane_handle lanes[PLANPROOF_LANES];
    uint64_t controller_gone_at_ns; /* the heartbeat at which waiting was given up; 0 while the controller is there */
} planproof_writer;

/* The calling thread's; one that never writes before it has registered. */
extern __thread planproof_writer *planproof_own __attribute__((tls_model("initial-exec")));

/* The tick line of the session that this process has joined. */
extern const planproof_event_word *planproof_tick_line;

/* The long way of an event, from a function whose frame begins there; false when it was dropped, which is counted. */
bool planproof_hook_slow(planproof_writer *own, uint64_t event, uint64_t frame);

/* The same for an event that found itself alone, but the chunk full. */
bool planproof_hook_full(planproof_writer *own, uint64_t event);

/* Writes an event as planproof_event_pack gives it, payload 0, into the calling thread's index lane, stamped by the session's
 * clock. False when it was dropped, which is counted. Never allocates; waits only where the session says so. */
static inline bool planproof_hook_write(uint64_t event)
{
    planproof_writer *own = planproof_own;
    uint64_t line = atomic_load_explicit(planproof_tick_line, memory_order_relaxed);
    planproof_event_word *position;
    if (__builtin_expect(own->seen != line, 0))
        return planproof_hook_slow(own, event, (uint64_t)__builtin_dwarf_cfa());
    own->seen = (uint64_t)__builtin_dwarf_cfa();
    atomic_signal_fence(memory_order_seq_cst);
    position = own->position;
    if (__builtin_expect(position == own->end, 0))
        return planproof_hook_full(own, event);
    atomic_store_explicit(position, event, memory_order_release);
    own->position = position + 1;
    atomic_signal_fence(memory_order_seq_cst);
    own->seen = line;
    return true;
}

/* The same of a kind and a function's id, 1 to PLANPROOF_FUNCTION_MAX. */
static inline bool planproof_hook_event(planproof_event_kind kind, uint32_t function)
{
    return planproof_hook_write((uint64_t)kind << 61 | (uint64_t)function << 32);
}

/* An escape, which stands before the event it belongs to. */
bool planproof_hook_escape(planproof_escape escape, uint64_t value);

/* Hands over what the calling thread's index lane holds, full or not; false when it holds nothing. */
bool planproof_hook_flush(void);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
