/* The way of an event from a callback to the calling thread's lane, inlined into each of them. */
#ifndef PLANPROOF_EVENTS_H
#define PLANPROOF_EVENTS_H

#include "interpreter.h"

#include "lane_write.h"

/* What a thread's events need to know of each other. */
typedef struct planproof_own {
    uint64_t recording; /* that the lane belongs to; 0 for none */
    planproof_lane *lane;
    planproof_chunk *chunks;
    uint64_t task;         /* said last */
    uint64_t awaiting;     /* coroutines that the thread is inside of */
    const void *unwinding; /* the exception that left a function last */
    uint64_t unwound_at;   /* sequence number behind that event */
} planproof_own;

extern _Thread_local planproof_own planproof_mine __attribute__((tls_model("initial-exec")));

/* The first event of a thread in a recording; gives it a lane and says its name. */
void planproof_event_first(uint64_t event);
/* Waits until the lane has room, where the recording waits; not for ever. */
void planproof_event_wait(planproof_lane *lane);

static inline void planproof_event_write(uint64_t event)
{
    planproof_own *mine = &planproof_mine;
    if (__builtin_expect(mine->recording != planproof_active.number, 0)) {
        planproof_event_first(event);
        return;
    }
    if (__builtin_expect(atomic_load_explicit(&mine->lane->cursor, memory_order_relaxed) == PLANPROOF_CHUNK_EVENTS, 0))
        planproof_event_wait(mine->lane);
    planproof_lane_put(mine->lane, mine->chunks, event);
}

static inline void planproof_event_of(planproof_event_kind kind, planproof_known word)
{
    planproof_event_write((uint64_t)kind << 61 | (word & PLANPROOF_WORD_ID));
}

static inline void planproof_event_escape(planproof_sub_kind kind, uint64_t value)
{
    planproof_event_write((uint64_t)PLANPROOF_EVENT_ESCAPE << 61 | (uint64_t)kind << 56 |
                          (value & ((UINT64_C(1) << 56) - 1)));
}

/* Before a call or resume of a generator or coroutine: which one it is, and in which task. */
void planproof_event_enters(planproof_known word, const void *frame, bool begins);
/* After it yields, returns or is unwound. */
void planproof_event_leaves(planproof_known word, const void *frame, bool ends);
/* Before an unwind: the exception's type, unless it is the one that left the function before. */
void planproof_event_raised(PyObject *exception);

static inline void planproof_event_begin(planproof_known word, const void *frame)
{
    if (__builtin_expect((word & PLANPROOF_WORD_INSTANCE) != 0, 0))
        planproof_event_enters(word, frame, true);
    planproof_event_of(PLANPROOF_EVENT_CALL, word);
}

static inline void planproof_event_resume(planproof_known word, const void *frame)
{
    planproof_event_enters(word, frame, false);
    planproof_event_of(PLANPROOF_EVENT_RESUME, word);
}

static inline void planproof_event_yield(planproof_known word, const void *frame)
{
    planproof_event_escape(PLANPROOF_SUB_INSTANCE, planproof_instance_of(frame));
    planproof_event_of(PLANPROOF_EVENT_YIELD, word);
    planproof_event_leaves(word, frame, false);
}

/* A return or an unwind. */
static inline void planproof_event_end(planproof_event_kind kind, planproof_known word, const void *frame)
{
    planproof_event_of(kind, word);
    if (__builtin_expect((word & PLANPROOF_WORD_INSTANCE) != 0, 0))
        planproof_event_leaves(word, frame, true);
}

#endif
