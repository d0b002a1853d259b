/* Which thread has which slot: blocks of 64, a bit a slot, claimed by one compare-and-swap, chained when more are allowed. */
#ifndef PLANPROOF_REGISTRY_H
#define PLANPROOF_REGISTRY_H

#include "planproof/atomic.h"
#include "planproof/lane.h"
#include "planproof/region.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PLANPROOF_SLOTS_A_BLOCK = 64 };

/* One slot, a cache line of its own in shared memory. */
typedef struct planproof_slot {
    alignas(64) PLANPROOF_ATOMIC(uint32_t) generation; /* even: free, odd: claimed */
    PLANPROOF_ATOMIC(uint32_t) pid;
    PLANPROOF_ATOMIC(uint64_t) first_sequence[PLANPROOF_LANES]; /* of this generation */
    PLANPROOF_ATOMIC(uint64_t) last_sequence[PLANPROOF_LANES];  /* of the generation before */
    uint64_t lane_offset[PLANPROOF_LANES];                      /* in the region, fixed at init */
    uint32_t number;                                            /* 0 to max_threads - 1 */
} planproof_slot;

typedef struct planproof_registry_block {
    alignas(64) PLANPROOF_ATOMIC(uint64_t) claimed; /* bit n: slot n is taken */
    uint64_t next_offset;                           /* of the next block, 0 for none; fixed at init */
    PLANPROOF_ATOMIC(uint64_t) refused;             /* events of threads that got no slot; first block only */
    planproof_slot slots[PLANPROOF_SLOTS_A_BLOCK];
} planproof_registry_block;

static_assert(sizeof(planproof_slot) == 64, "a cache line a slot");
static_assert(sizeof(planproof_registry_block) == 4160, "a line and 64 slots");

/* Process-local handle of the blocks in a region. */
typedef struct planproof_registry planproof_registry;

/* Carves blocks, lanes and chunks for max_threads (rounded up to 64s) out of the region and touches them.
 * Returns NULL with errno ENOMEM when the region is too small, EINVAL when a number is 0 or chunks_a_lane isn't 2 to 64. */
planproof_registry *planproof_registry_init(planproof_region *region, uint32_t max_threads, uint32_t chunks_a_lane);

/* The registry that another process has made in the region at that offset, with these numbers. NULL with errno EINVAL when they can't
 * be. */
planproof_registry *planproof_registry_open(planproof_region *region, uint64_t offset_bytes, uint32_t max_threads,
                                            uint32_t chunks_a_lane);

/* How much room that takes in a region, in bytes. */
uint64_t planproof_registry_bytes(uint32_t max_threads, uint32_t chunks_a_lane);

/* Where in the region its first block lies. */
uint64_t planproof_registry_offset(const planproof_registry *registry);

/* Frees the handle; the region keeps what was recorded. NULL is allowed. */
void planproof_registry_destroy(planproof_registry *registry);

/* Claims the lowest free slot; NULL when all are taken. One compare-and-swap and a few stores, no system call. */
planproof_slot *planproof_registry_claim(planproof_registry *registry, uint32_t pid);

/* Counts the generation on, seals what the slot's lanes hold, clears its bit, in this order: of two releases of one claim
 * only one goes on. False when that generation is not the one that holds the slot. */
bool planproof_registry_release(planproof_registry *registry, planproof_slot *slot, uint32_t generation);

/* The same for a slot whose process is dead, by whoever is left: finishes first what its last write left half done. */
bool planproof_registry_release_dead(planproof_registry *registry, planproof_slot *slot, uint32_t generation);

/* A lane of a slot. */
planproof_lane_handle planproof_registry_lane(const planproof_registry *registry, const planproof_slot *slot,
                                              planproof_lane_kind kind);

/* The slot with that number; NULL when there is none. */
planproof_slot *planproof_registry_slot(const planproof_registry *registry, uint32_t number);

/* Counts an event of a thread that got no slot, and gives the count so far. */
uint64_t planproof_registry_refuse(planproof_registry *registry);

/* How many events were counted so. */
uint64_t planproof_registry_refused(const planproof_registry *registry);

/* How many slots there are, a multiple of 64. */
uint32_t planproof_registry_slots(const planproof_registry *registry);

/* How many slots are taken, 0 to max_threads. */
uint32_t planproof_registry_used(const planproof_registry *registry);

#ifdef __cplusplus
}
#endif

#endif
