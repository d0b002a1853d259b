/* A thread has the signal mask of the one that starts it. */
#include "quiet_thread.h"

#include <signal.h>

int planproof_quiet_thread(pthread_t *thread, void *(*run)(void *), void *own)
{
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    int error = pthread_create(thread, NULL, run, own);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}
