/* Threads of our own inside a traced program: no handler of the program ever runs in them. */
#ifndef PLANPROOF_QUIET_THREAD_H
#define PLANPROOF_QUIET_THREAD_H

#include <pthread.h>

/* Starts a thread with all signals blocked; 0 or an errno. */
int planproof_quiet_thread(pthread_t *thread, void *(*run)(void *), void *own);

#endif
