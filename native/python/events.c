/* What an event needs now and then: a lane for its thread, the generator and task it belongs to, the exception that it is about. */
#include "events.h"

#include "planproof/thread.h"

#include <time.h>

_Thread_local planproof_own planproof_mine;

enum {
    REST_NS = 50000,
    RESTS_MAX = 40000 /* two seconds without any room: the drain is gone */
};

void planproof_event_first(uint64_t event)
{
    planproof_own *mine = &planproof_mine;
    planproof_slot *slot;
    PyObject *before, *line;
    slot = planproof_thread_enter();
    if (slot == NULL)
        return; /* counted as refused; the next event asks again */
    planproof_lane_handle handle = planproof_session_lane(slot);
    *mine = (planproof_own){.recording = planproof_active.number, .lane = handle.lane, .chunks = handle.chunks};
    before = planproof_question_begins();
    line = PyObject_CallFunction(planproof_active.name_thread, "II", slot->number, handle.lane->generation);
    planproof_names_thread(line);
    planproof_question_ends(before);
    planproof_event_write(event);
}

void planproof_event_wait(planproof_lane *lane)
{
    const struct timespec rest = {0, REST_NS};
    if (!planproof_active.waits || atomic_load_explicit(&lane->guard, memory_order_relaxed) != 0)
        return;
    for (int rests = 0; planproof_ring_count(&lane->free_chunks) == 0 && rests < RESTS_MAX; rests++)
        nanosleep(&rest, NULL);
}

void planproof_event_enters(planproof_known word, const void *frame, bool begins)
{
    planproof_own *mine = &planproof_mine;
    if (word & PLANPROOF_WORD_AWAITS) {
        uint64_t task = planproof_task_now();
        mine->awaiting++;
        if (task != mine->task) {
            planproof_event_escape(PLANPROOF_SUB_TASK, task);
            mine->task = task;
        }
    }
    planproof_event_escape(PLANPROOF_SUB_INSTANCE,
                           begins ? planproof_instance_begin(frame) : planproof_instance_of(frame));
}

void planproof_event_leaves(planproof_known word, const void *frame, bool ends)
{
    planproof_own *mine = &planproof_mine;
    if (ends)
        planproof_instance_end(frame);
    if ((word & PLANPROOF_WORD_AWAITS) == 0)
        return;
    mine->awaiting -= mine->awaiting > 0;
    if (mine->awaiting == 0 && mine->task != 0) {
        planproof_event_escape(PLANPROOF_SUB_TASK, 0);
        mine->task = 0;
    }
}

static uint64_t sequence_of(const planproof_own *mine)
{
    return mine->lane ? atomic_load_explicit(&mine->lane->sequence, memory_order_relaxed) : 0;
}

void planproof_event_raised(PyObject *exception)
{
    planproof_own *mine = &planproof_mine;
    bool same = exception == mine->unwinding && sequence_of(mine) == mine->unwound_at;
    if (!same)
        planproof_event_escape(PLANPROOF_SUB_EXCEPTION, planproof_exception_id(Py_TYPE(exception)));
    mine->unwinding = exception;
    mine->unwound_at = sequence_of(mine) + 1; /* behind the unwind, which follows */
}
