/* What the process knows of the session it has joined: read by hooks on their long way, written by joining and leaving. */
#ifndef PLANPROOF_PROCESS_H
#define PLANPROOF_PROCESS_H

#include "planproof/control.h"
#include "planproof/hook.h"

/* Without a session's control block (a registry alone) there is no clock, and a writer never waits. */
typedef struct planproof_process {
    PLANPROOF_ATOMIC(planproof_registry *) registry;
    const planproof_control *control;
    planproof_clock clock;
    uint32_t on_full;
} planproof_process;

extern planproof_process planproof_this_process;

/* The tick line where there is no clock. */
enum { PLANPROOF_NO_CLOCK_LINE = 5 };

/* Makes this registry, and the session's control block or NULL, what the process's threads write to; false when there is one. */
bool planproof_process_join(planproof_registry *registry, const planproof_control *control);

/* The calling thread's writer, registered now if it wasn't; NULL when it gets none, which is counted as one refused event. */
planproof_writer *planproof_thread_writer(void);

#endif
