/* The way of an event from a callback to the calling thread's lane, inlined into each of them. */
#ifndef PLANPROOF_EVENTS_H
#define PLANPROOF_EVENTS_H

#include "interpreter.h"

#include "planproof/hook.h"

/* What a thread's events need to know of each other. */
typedef struct planproof_said {
    uint64_t recording;    /* that knows the thread's name; 0 for none */
    uint64_t task;         /* said last */
    uint64_t awaiting;     /* coroutines that the thread is inside of */
    const void *unwinding; /* the exception that left a function last, */
    const void *unwound;   /* where the lane stood behind that event, */
    uint64_t unwound_at;   /* and in which chunk */
} planproof_said;

extern _Thread_local planproof_said planproof_mine __attribute__((tls_model("initial-exec")));

/* The first event of a thread in a recording: gives it a lane and says its name; without a lane the event is counted as refused. */
void planproof_event_first(uint64_t event);

static inline void planproof_event_write(uint64_t event)
{
    if (__builtin_expect(planproof_mine.recording != planproof_active.number, 0))
        planproof_event_first(event);
    else
        planproof_hook_write(event);
}

static inline void planproof_event_of(planproof_event_kind kind, planproof_known word)
{
    planproof_event_write((uint64_t)kind << 61 | (word & PLANPROOF_WORD_ID));
}

static inline void planproof_event_escape(planproof_escape escape, uint64_t value)
{
    planproof_event_write(planproof_escape_pack(escape, value));
}

/* Before a call or resume of a generator or coroutine: which one it is, and in which task. */
void planproof_event_enters(planproof_known word, const void *frame, bool begins);
/* After it yields, returns or is unwound. */
void planproof_event_leaves(planproof_known word, const void *frame, bool ends);
/* Before an unwind: the exception's type, unless nothing happened since it left another function. */
void planproof_event_raised(PyObject *exception);
/* Behind that unwind. */
void planproof_event_unwound(const void *exception);

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
    planproof_event_escape(PLANPROOF_ESCAPE_INSTANCE, planproof_instance_of(frame));
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
