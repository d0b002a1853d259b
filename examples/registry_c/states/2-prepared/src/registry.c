/* Skeleton: every function says that it isn't there yet. */
#include "slots/registry.h"

#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: %s\n", __func__)

slot_registry *slot_registry_init(void)
{
    NOT_IMPLEMENTED();
    return NULL;
}

void slot_registry_destroy(slot_registry *registry)
{
    (void)registry;
    NOT_IMPLEMENTED();
}

bool slot_registry_claim(slot_registry *registry, uint64_t owner, slot_claim *claim)
{
    (void)registry;
    (void)owner;
    (void)claim;
    NOT_IMPLEMENTED();
    return false;
}

bool slot_registry_release(slot_registry *registry, slot_claim claim)
{
    (void)registry;
    (void)claim;
    NOT_IMPLEMENTED();
    return false;
}

uint32_t slot_registry_used(const slot_registry *registry)
{
    (void)registry;
    NOT_IMPLEMENTED();
    return 0;
}
