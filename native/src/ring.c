/* The queue of chunk numbers. */
#include "planproof/ring.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: %s\n", __func__)

_Static_assert(sizeof(planproof_ring) == 384, "planned size of planproof_ring");
_Static_assert(offsetof(planproof_ring, tail) == 0, "planned offset of planproof_ring.tail");
_Static_assert(offsetof(planproof_ring, head_seen) == 4, "planned offset of planproof_ring.head_seen");
_Static_assert(offsetof(planproof_ring, head) == 64, "planned offset of planproof_ring.head");
_Static_assert(offsetof(planproof_ring, tail_seen) == 68, "planned offset of planproof_ring.tail_seen");
_Static_assert(offsetof(planproof_ring, entries) == 128, "planned offset of planproof_ring.entries");

void planproof_ring_init(planproof_ring *ring)
{
    (void)ring;
    NOT_IMPLEMENTED();
}

void planproof_ring_destroy(planproof_ring *ring)
{
    (void)ring;
    NOT_IMPLEMENTED();
}

bool planproof_ring_push(planproof_ring *ring, uint32_t value)
{
    (void)ring;
    (void)value;
    NOT_IMPLEMENTED();
    return false;
}

bool planproof_ring_pop(planproof_ring *ring, uint32_t *value)
{
    (void)ring;
    (void)value;
    NOT_IMPLEMENTED();
    return false;
}

uint32_t planproof_ring_count(const planproof_ring *ring)
{
    (void)ring;
    NOT_IMPLEMENTED();
    return 0;
}
