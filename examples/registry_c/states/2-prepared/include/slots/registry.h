/* A registry of 64 slots: a thread claims one, works in it, releases it. No lock, no system call.
 *
 *     slot_claim claim;
 *     if (slot_registry_claim(registry, thread_id, &claim)) {
 *         work_in(claim.index);
 *         slot_registry_release(registry, claim);
 *     }
 */
#ifndef SLOTS_REGISTRY_H
#define SLOTS_REGISTRY_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SLOT_REGISTRY_SLOTS = 64 };

typedef struct slot_registry slot_registry;

/* One claimed slot. The generation tells this claim from later ones of the same slot. */
typedef struct slot_claim {
    uint64_t owner;
    uint32_t index;
    uint32_t generation;
} slot_claim;

/* A registry with every slot free; NULL when there is no memory. */
slot_registry *slot_registry_init(void);

/* Frees a registry that no thread uses any more; NULL is allowed. */
void slot_registry_destroy(slot_registry *registry);

/* Claims the lowest free slot; false when all 64 are taken, the claim is then left as it was. */
bool slot_registry_claim(slot_registry *registry, uint64_t owner, slot_claim *claim);

/* Gives a slot back; false when the claim is none, or was released before. */
bool slot_registry_release(slot_registry *registry, slot_claim claim);

/* How many slots are taken at this moment, 0 to 64. */
uint32_t slot_registry_used(const slot_registry *registry);

#ifdef __cplusplus
}
#endif

#endif
