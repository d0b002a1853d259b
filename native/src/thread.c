/* The calling thread's slot. */
#include "planproof/thread.h"

#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: %s\n", __func__)

bool planproof_thread_init(planproof_registry *registry)
{
    (void)registry;
    NOT_IMPLEMENTED();
    return false;
}

void planproof_thread_destroy(planproof_registry *registry)
{
    (void)registry;
    NOT_IMPLEMENTED();
}

bool planproof_thread_write(planproof_lane_kind kind, uint64_t event)
{
    (void)kind;
    (void)event;
    NOT_IMPLEMENTED();
    return false;
}

planproof_slot *planproof_thread_slot(void)
{
    NOT_IMPLEMENTED();
    return NULL;
}

bool planproof_thread_leave(void)
{
    NOT_IMPLEMENTED();
    return false;
}
