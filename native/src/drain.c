/* The drain thread. */
#include "planproof/drain.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I2: %s\n", __func__)

planproof_drain *planproof_drain_init(planproof_registry *registry, planproof_atf_writer *writer, uint32_t rest_us)
{
    (void)registry;
    (void)writer;
    (void)rest_us;
    NOT_IMPLEMENTED();
    return NULL;
}

void planproof_drain_destroy(planproof_drain *drain)
{
    (void)drain;
    NOT_IMPLEMENTED();
}

planproof_drain_balance planproof_drain_stop(planproof_drain *drain)
{
    (void)drain;
    NOT_IMPLEMENTED();
    return (planproof_drain_balance){0};
}
