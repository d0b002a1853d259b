/* One bit a slot, claimed by compare-and-swap; a generation a slot, so that an old claim can't release a new one. */
#include "slots/registry.h"

#include <stdatomic.h>
#include <stdlib.h>

struct slot_registry {
    _Atomic uint64_t used; /* bit n is set while slot n is taken */
    _Atomic uint32_t generation[SLOT_REGISTRY_SLOTS];
};

slot_registry *slot_registry_init(void)
{
    return calloc(1, sizeof(slot_registry));
}

void slot_registry_destroy(slot_registry *registry)
{
    free(registry);
}

bool slot_registry_claim(slot_registry *registry, uint64_t owner, slot_claim *claim)
{
    uint64_t used = atomic_load_explicit(&registry->used, memory_order_relaxed);
    while (used != UINT64_MAX) {
        uint32_t index = (uint32_t)__builtin_ctzll(~used);
        uint64_t wanted = used | UINT64_C(1) << index;
        /* Acquire: what the slot's last owner wrote before its release is seen by this one. */
        if (atomic_compare_exchange_weak_explicit(&registry->used, &used, wanted, memory_order_acq_rel,
                                                  memory_order_relaxed)) {
            claim->owner = owner;
            claim->index = index;
            claim->generation = atomic_load_explicit(&registry->generation[index], memory_order_relaxed);
            return true;
        }
    }
    return false;
}

bool slot_registry_release(slot_registry *registry, slot_claim claim)
{
    uint32_t generation = claim.generation;
    if (claim.index >= SLOT_REGISTRY_SLOTS)
        return false;
    /* Only one release of a claim finds its generation. */
    if (!atomic_compare_exchange_strong_explicit(&registry->generation[claim.index], &generation, generation + 1,
                                                 memory_order_relaxed, memory_order_relaxed))
        return false;
    atomic_fetch_and_explicit(&registry->used, ~(UINT64_C(1) << claim.index), memory_order_release);
    return true;
}

uint32_t slot_registry_used(const slot_registry *registry)
{
    return (uint32_t)__builtin_popcountll(atomic_load_explicit(&registry->used, memory_order_acquire));
}
