/* What an event needs now and then: a lane for its thread, the generator and task it belongs to, the exception that it is about. */
#include "events.h"

#include "planproof/thread.h"

_Thread_local planproof_said planproof_mine;

void planproof_event_first(uint64_t event)
{
    planproof_slot *slot = planproof_thread_enter();
    PyObject *before;
    uint32_t generation;
    if (slot == NULL)
        return; /* counted as refused; the next event asks again */
    planproof_mine = (planproof_said){.recording = planproof_active.number};
    generation = atomic_load_explicit(&slot->generation, memory_order_relaxed);
    before = planproof_question_begins();
    planproof_names_thread(PyObject_CallFunction(planproof_active.name_thread, "II", slot->number, generation));
    planproof_question_ends(before);
    planproof_hook_write(event);
}

void planproof_event_enters(planproof_known word, const void *frame, bool begins)
{
    planproof_said *mine = &planproof_mine;
    if (word & PLANPROOF_WORD_AWAITS) {
        uint64_t task = planproof_task_now();
        mine->awaiting++;
        if (task != mine->task) {
            planproof_event_escape(PLANPROOF_ESCAPE_TASK, task);
            mine->task = task;
        }
    }
    planproof_event_escape(PLANPROOF_ESCAPE_INSTANCE,
                           begins ? planproof_instance_begin(frame) : planproof_instance_of(frame));
}

void planproof_event_leaves(planproof_known word, const void *frame, bool ends)
{
    planproof_said *mine = &planproof_mine;
    if (ends)
        planproof_instance_end(frame);
    if ((word & PLANPROOF_WORD_AWAITS) == 0)
        return;
    mine->awaiting -= mine->awaiting > 0;
    if (mine->awaiting == 0 && mine->task != 0) {
        planproof_event_escape(PLANPROOF_ESCAPE_TASK, 0);
        mine->task = 0;
    }
}

/* The sequence number that the calling thread's chunk begins with, which no other chunk of its lane has. */
static uint64_t chunk_now(void)
{
    const planproof_lane *lane = planproof_own->lanes[PLANPROOF_LANE_INDEX].lane;
    return lane ? atomic_load_explicit(&lane->sequence, memory_order_relaxed) : 0;
}

void planproof_event_raised(PyObject *exception)
{
    planproof_said *mine = &planproof_mine;
    bool same =
        exception == mine->unwinding && planproof_own->position == mine->unwound && chunk_now() == mine->unwound_at;
    if (!same)
        planproof_event_escape(PLANPROOF_ESCAPE_EXCEPTION, planproof_exception_id(Py_TYPE(exception)));
}

void planproof_event_unwound(const void *exception)
{
    planproof_mine.unwinding = exception;
    planproof_mine.unwound = planproof_own->position;
    planproof_mine.unwound_at = chunk_now();
}
