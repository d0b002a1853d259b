/* Blocks of slots in a region. */
#include "planproof/registry.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: %s\n", __func__)

_Static_assert(sizeof(planproof_slot) == 64, "planned size of planproof_slot");
_Static_assert(offsetof(planproof_slot, generation) == 0, "planned offset of planproof_slot.generation");
_Static_assert(offsetof(planproof_slot, pid) == 4, "planned offset of planproof_slot.pid");
_Static_assert(offsetof(planproof_slot, first_sequence) == 8, "planned offset of planproof_slot.first_sequence");
_Static_assert(offsetof(planproof_slot, last_sequence) == 24, "planned offset of planproof_slot.last_sequence");
_Static_assert(offsetof(planproof_slot, lane_offset) == 40, "planned offset of planproof_slot.lane_offset");
_Static_assert(offsetof(planproof_slot, number) == 56, "planned offset of planproof_slot.number");

_Static_assert(sizeof(planproof_registry_block) == 4160, "planned size of planproof_registry_block");
_Static_assert(offsetof(planproof_registry_block, claimed) == 0, "planned offset of planproof_registry_block.claimed");
_Static_assert(offsetof(planproof_registry_block, next_offset) == 8,
               "planned offset of planproof_registry_block.next_offset");
_Static_assert(offsetof(planproof_registry_block, refused) == 16, "planned offset of planproof_registry_block.refused");
_Static_assert(offsetof(planproof_registry_block, slots) == 64, "planned offset of planproof_registry_block.slots");

planproof_registry *planproof_registry_init(planproof_region *region, uint32_t max_threads, uint32_t chunks_a_lane)
{
    (void)region;
    (void)max_threads;
    (void)chunks_a_lane;
    NOT_IMPLEMENTED();
    return NULL;
}

void planproof_registry_destroy(planproof_registry *registry)
{
    (void)registry;
    NOT_IMPLEMENTED();
}

planproof_slot *planproof_registry_claim(planproof_registry *registry, uint32_t pid)
{
    (void)registry;
    (void)pid;
    NOT_IMPLEMENTED();
    return NULL;
}

bool planproof_registry_release(planproof_registry *registry, planproof_slot *slot, uint32_t generation)
{
    (void)registry;
    (void)slot;
    (void)generation;
    NOT_IMPLEMENTED();
    return false;
}

planproof_lane_handle planproof_registry_lane(const planproof_registry *registry, const planproof_slot *slot,
                                              planproof_lane_kind kind)
{
    (void)registry;
    (void)slot;
    (void)kind;
    NOT_IMPLEMENTED();
    return (planproof_lane_handle){0};
}

planproof_slot *planproof_registry_slot(const planproof_registry *registry, uint32_t number)
{
    (void)registry;
    (void)number;
    NOT_IMPLEMENTED();
    return NULL;
}

uint64_t planproof_registry_refuse(planproof_registry *registry)
{
    (void)registry;
    NOT_IMPLEMENTED();
    return 0;
}

uint32_t planproof_registry_used(const planproof_registry *registry)
{
    (void)registry;
    NOT_IMPLEMENTED();
    return 0;
}
