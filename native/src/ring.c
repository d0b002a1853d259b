/* The queue of chunk numbers. Its memory order is stated in ring.h. */
#include "planproof/ring.h"

#include <stddef.h>

_Static_assert(offsetof(planproof_ring, head) == 64, "what the consumer writes has a line of its own");
_Static_assert(offsetof(planproof_ring, entries) == 128, "the entries begin a line");

void planproof_ring_init(planproof_ring *ring)
{
    atomic_store_explicit(&ring->tail, 0, memory_order_relaxed);
    atomic_store_explicit(&ring->head, 0, memory_order_relaxed);
    ring->head_seen = 0;
    ring->tail_seen = 0;
}

void planproof_ring_destroy(planproof_ring *ring)
{
    planproof_ring_init(ring);
}

bool planproof_ring_push(planproof_ring *ring, uint32_t value)
{
    uint32_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    if (tail - ring->head_seen == PLANPROOF_RING_ENTRIES) {
        ring->head_seen = atomic_load_explicit(&ring->head, memory_order_acquire);
        if (tail - ring->head_seen == PLANPROOF_RING_ENTRIES)
            return false;
    }
    ring->entries[tail % PLANPROOF_RING_ENTRIES] = value;
    atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
    return true;
}

bool planproof_ring_pop(planproof_ring *ring, uint32_t *value)
{
    uint32_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    if (head == ring->tail_seen) {
        ring->tail_seen = atomic_load_explicit(&ring->tail, memory_order_acquire);
        if (head == ring->tail_seen)
            return false;
    }
    *value = ring->entries[head % PLANPROOF_RING_ENTRIES];
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
    return true;
}

uint32_t planproof_ring_count(const planproof_ring *ring)
{
    /* Head first: a consumer that goes on in between makes the count too large, never negative. */
    uint32_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    return atomic_load_explicit(&ring->tail, memory_order_acquire) - head;
}
