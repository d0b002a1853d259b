/* A queue of 64 chunk numbers from one producer to one consumer, and the one place where memory order is stated.
 *
 *     producer: entries[tail % 64] = value (plain)   then   tail (release)
 *     consumer: tail (acquire)   then   value = entries[head % 64] (plain)   then   head (release)
 *     producer: head (acquire)   before it reuses an entry
 *
 * Head and tail run freely modulo 2^32, so all 64 entries are used: tail - head is the count. */
#ifndef PLANPROOF_RING_H
#define PLANPROOF_RING_H

#include "planproof/atomic.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PLANPROOF_RING_ENTRIES = 64 };

typedef struct planproof_ring {
    alignas(64) PLANPROOF_ATOMIC(uint32_t) tail; /* written by the producer */
    uint32_t head_seen;                          /* the producer's last look at head */
    alignas(64) PLANPROOF_ATOMIC(uint32_t) head; /* written by the consumer */
    uint32_t tail_seen;                          /* the consumer's last look at tail */
    alignas(64) uint32_t entries[PLANPROOF_RING_ENTRIES];
} planproof_ring;

static_assert(sizeof(planproof_ring) == 384, "two lines and the entries");

/* Makes the ring empty; no other thread may know it yet. */
void planproof_ring_init(planproof_ring *ring);

/* Makes the ring empty again once neither side uses it. */
void planproof_ring_destroy(planproof_ring *ring);

/* Producer: false when 64 values wait. */
bool planproof_ring_push(planproof_ring *ring, uint32_t value);

/* Consumer: false when none waits; value is then left as it was. */
bool planproof_ring_pop(planproof_ring *ring, uint32_t *value);

/* Either side: how many values wait, 0 to 64. */
uint32_t planproof_ring_count(const planproof_ring *ring);

#ifdef __cplusplus
}
#endif

#endif
