/* The calling thread's own slot: claimed at its first event, released when the thread ends, however it ends. */
#ifndef PLANPROOF_THREAD_H
#define PLANPROOF_THREAD_H

#include "planproof/registry.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Makes this registry the one that the process's threads register with; false when there is one already. */
bool planproof_thread_init(planproof_registry *registry);

/* Ends that. Threads that still hold slots keep them: their ends touch nothing any more. */
void planproof_thread_destroy(planproof_registry *registry);

/* The calling thread's slot, which it registers for where it has none; NULL when none is free, which is counted as an event
 * refused. */
planproof_slot *planproof_thread_enter(void);

/* Writes an event into the calling thread's lane, registering the thread at its first; false when it was dropped. */
bool planproof_thread_write(planproof_lane_kind kind, uint64_t event);

/* The calling thread's slot; NULL when it has none. */
planproof_slot *planproof_thread_slot(void);

/* Releases the calling thread's slot now; false when it has none. Its next event registers it anew. */
bool planproof_thread_leave(void);

#ifdef __cplusplus
}
#endif

#endif
