/* Blocks of slots in a region: carved and touched once, so that a registration is one compare-and-swap and a few stores. */
#include "planproof/registry.h"

#include "lane_write.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

_Static_assert(offsetof(planproof_slot, lane_offset) == 40, "offsets lie as the plan draws them");
_Static_assert(offsetof(planproof_registry_block, slots) == 64, "each slot has a line of its own");

enum { PAGE_BYTES = 4096 };

struct planproof_registry {
    planproof_region *region;
    planproof_registry_block *first;
    uint32_t block_count;
    uint32_t chunks_a_lane;
};

/* A lane and its chunks lie in one piece. */
static uint64_t lane_bytes(const planproof_registry *registry)
{
    return sizeof(planproof_lane) + registry->chunks_a_lane * sizeof(planproof_chunk);
}

/* A first touch costs 2 us, which no registration should pay. */
static void touch(planproof_chunk *chunk)
{
    for (size_t place = 0; place < sizeof *chunk; place += PAGE_BYTES)
        ((volatile unsigned char *)chunk)[place] = 0;
}

/* Makes the lane at that place of the region. */
static void make_lane(const planproof_registry *registry, planproof_slot *slot, planproof_lane_kind kind, void *place)
{
    planproof_lane *lane = place;
    planproof_lane_handle handle = {lane, (planproof_chunk *)(lane + 1)};
    planproof_lane_init(handle, slot->number, registry->chunks_a_lane);
    lane->kind = kind;
    touch(handle.chunks);
    slot->lane_offset[kind] = planproof_region_offset(registry->region, lane);
}

/* A block, and behind it the lanes of its slots. */
static uint64_t block_bytes(const planproof_registry *registry)
{
    return sizeof(planproof_registry_block) + PLANPROOF_SLOTS_A_BLOCK * PLANPROOF_LANES * lane_bytes(registry);
}

static void make_block(const planproof_registry *registry, planproof_registry_block *block, uint32_t first_number)
{
    unsigned char *place = (unsigned char *)(block + 1);
    for (uint32_t number = 0; number < PLANPROOF_SLOTS_A_BLOCK; number++) {
        planproof_slot *slot = &block->slots[number];
        slot->number = first_number + number;
        make_lane(registry, slot, PLANPROOF_LANE_INDEX, place);
        make_lane(registry, slot, PLANPROOF_LANE_DETAIL, place + lane_bytes(registry));
        place += PLANPROOF_LANES * lane_bytes(registry);
    }
}

/* The block behind one; NULL behind the last, or where another process has spoiled the offset. */
static planproof_registry_block *block_behind(const planproof_registry *registry, const planproof_registry_block *block)
{
    uint64_t offset = block->next_offset;
    return offset && offset % PLANPROOF_CACHE_LINE_BYTES == 0
               ? planproof_region_at(registry->region, offset, sizeof *block)
               : NULL;
}

/* The block with that place in the chain; NULL when there is none, or the chain was spoiled. */
static planproof_registry_block *block_at(const planproof_registry *registry, uint32_t number)
{
    planproof_registry_block *block = number < registry->block_count ? registry->first : NULL;
    for (; block && number > 0; number--)
        block = block_behind(registry, block);
    return block;
}

/* Carves all blocks in one piece, so that a region that is too small stays as it was. */
static bool make_blocks(planproof_registry *registry)
{
    uint64_t step_bytes = block_bytes(registry);
    unsigned char *piece = planproof_region_carve(registry->region, registry->block_count * step_bytes, PAGE_BYTES);
    registry->first = (planproof_registry_block *)(void *)piece;
    for (uint32_t number = 0; piece && number < registry->block_count; number++) {
        planproof_registry_block *block = (planproof_registry_block *)(void *)(piece + number * step_bytes);
        bool last = number + 1 == registry->block_count;
        make_block(registry, block, number * PLANPROOF_SLOTS_A_BLOCK);
        block->next_offset = last ? 0 : planproof_region_offset(registry->region, block) + step_bytes;
    }
    return piece != NULL;
}

/* A handle without blocks yet; NULL with errno. */
static planproof_registry *make_handle(planproof_region *region, uint32_t max_threads, uint32_t chunks_a_lane)
{
    bool sensible = max_threads > 0 && chunks_a_lane >= 2 && chunks_a_lane <= PLANPROOF_RING_ENTRIES;
    planproof_registry *registry = sensible ? calloc(1, sizeof *registry) : NULL;
    errno = sensible ? ENOMEM : EINVAL;
    if (registry == NULL)
        return NULL;
    registry->region = region;
    registry->chunks_a_lane = chunks_a_lane;
    registry->block_count = (max_threads - 1) / PLANPROOF_SLOTS_A_BLOCK + 1;
    return registry;
}

planproof_registry *planproof_registry_init(planproof_region *region, uint32_t max_threads, uint32_t chunks_a_lane)
{
    planproof_registry *registry = make_handle(region, max_threads, chunks_a_lane);
    if (registry == NULL || make_blocks(registry))
        return registry;
    free(registry);
    return NULL;
}

planproof_registry *planproof_registry_open(planproof_region *region, uint64_t offset_bytes, uint32_t max_threads,
                                            uint32_t chunks_a_lane)
{
    planproof_registry *registry = make_handle(region, max_threads, chunks_a_lane);
    if (registry == NULL)
        return NULL;
    uint64_t size_bytes = registry->block_count * block_bytes(registry);
    registry->first = planproof_region_at(region, offset_bytes, size_bytes);
    if (registry->first && offset_bytes % PAGE_BYTES == 0)
        return registry;
    free(registry);
    errno = EINVAL;
    return NULL;
}

uint64_t planproof_registry_bytes(uint32_t max_threads, uint32_t chunks_a_lane)
{
    planproof_registry planned = {.chunks_a_lane = chunks_a_lane};
    return ((uint64_t)max_threads + PLANPROOF_SLOTS_A_BLOCK - 1) / PLANPROOF_SLOTS_A_BLOCK * block_bytes(&planned) +
           PAGE_BYTES;
}

uint64_t planproof_registry_offset(const planproof_registry *registry)
{
    return planproof_region_offset(registry->region, registry->first);
}

void planproof_registry_destroy(planproof_registry *registry)
{
    free(registry);
}

static int claim_bit(planproof_registry_block *block)
{
    uint64_t claimed = atomic_load_explicit(&block->claimed, memory_order_relaxed);
    while (claimed != UINT64_MAX) {
        int bit = __builtin_ctzll(~claimed);
        uint64_t wanted = claimed | UINT64_C(1) << bit;
        if (atomic_compare_exchange_weak_explicit(&block->claimed, &claimed, wanted, memory_order_acq_rel,
                                                  memory_order_relaxed))
            return bit;
    }
    return -1;
}

/* Readies a lane for the slot's next thread: its own generation, none of the open calls of the thread before. */
static bool hand_over(const planproof_registry *registry, planproof_slot *slot, planproof_lane_kind kind, uint32_t pid,
                      uint32_t generation)
{
    planproof_lane_handle handle = planproof_registry_lane(registry, slot, kind);
    if (handle.lane) {
        planproof_lane_hand_over(handle, pid, generation);
        uint64_t sequence = atomic_load_explicit(&handle.lane->sequence, memory_order_acquire);
        atomic_store_explicit(&slot->first_sequence[kind], sequence, memory_order_relaxed);
    }
    return handle.lane != NULL;
}

static planproof_slot *open_slot(const planproof_registry *registry, planproof_slot *slot, uint32_t pid)
{
    uint32_t generation = atomic_load_explicit(&slot->generation, memory_order_relaxed) + 1;
    bool usable = hand_over(registry, slot, PLANPROOF_LANE_INDEX, pid, generation) &&
                  hand_over(registry, slot, PLANPROOF_LANE_DETAIL, pid, generation);
    atomic_store_explicit(&slot->pid, pid, memory_order_relaxed);
    atomic_store_explicit(&slot->generation, generation, memory_order_release);
    return usable ? slot : NULL;
}

planproof_slot *planproof_registry_claim(planproof_registry *registry, uint32_t pid)
{
    planproof_registry_block *block = registry->first;
    for (uint32_t left = registry->block_count; block && left > 0; left--) {
        int bit = claim_bit(block);
        if (bit >= 0)
            return open_slot(registry, &block->slots[bit], pid);
        block = block_behind(registry, block);
    }
    return NULL;
}

static void seal_lane(const planproof_registry *registry, planproof_slot *slot, planproof_lane_kind kind,
                      uint32_t generation)
{
    planproof_lane_handle handle = planproof_registry_lane(registry, slot, kind);
    if (handle.lane) {
        planproof_lane_seal(handle);
        uint64_t sequence = atomic_load_explicit(&handle.lane->sequence, memory_order_relaxed);
        atomic_store_explicit(&slot->last_sequence[kind], sequence, memory_order_relaxed);
        planproof_lane_tell(handle, atomic_load_explicit(&slot->pid, memory_order_relaxed), generation);
    }
}

bool planproof_registry_release(planproof_registry *registry, planproof_slot *slot, uint32_t generation)
{
    planproof_registry_block *block = block_at(registry, slot->number / PLANPROOF_SLOTS_A_BLOCK);
    uint32_t held = generation;
    if (block == NULL || generation % 2 == 0 ||
        !atomic_compare_exchange_strong_explicit(&slot->generation, &held, generation + 1, memory_order_acq_rel,
                                                 memory_order_relaxed))
        return false;
    seal_lane(registry, slot, PLANPROOF_LANE_INDEX, generation);
    seal_lane(registry, slot, PLANPROOF_LANE_DETAIL, generation);
    uint64_t bit = UINT64_C(1) << slot->number % PLANPROOF_SLOTS_A_BLOCK;
    atomic_fetch_and_explicit(&block->claimed, ~bit, memory_order_release);
    return true;
}

/* Stands for a frame that every other lies below of: whoever set a dead lane's guard is gone. */
static void finish_dead(planproof_lane_handle handle)
{
    if (handle.lane) {
        planproof_lane_take_over(handle.lane, handle.chunks, UINT64_MAX);
        planproof_lane_leave(handle.lane);
    }
}

bool planproof_registry_release_dead(planproof_registry *registry, planproof_slot *slot, uint32_t generation)
{
    finish_dead(planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX));
    finish_dead(planproof_registry_lane(registry, slot, PLANPROOF_LANE_DETAIL));
    return planproof_registry_release(registry, slot, generation);
}

planproof_lane_handle planproof_registry_lane(const planproof_registry *registry, const planproof_slot *slot,
                                              planproof_lane_kind kind)
{
    uint64_t offset = slot->lane_offset[kind];
    planproof_lane *lane = planproof_region_at(registry->region, offset, lane_bytes(registry));
    bool sound = lane && offset % PLANPROOF_CACHE_LINE_BYTES == 0 && lane->chunk_count == registry->chunks_a_lane;
    return sound ? (planproof_lane_handle){lane, (planproof_chunk *)(lane + 1)} : (planproof_lane_handle){NULL, NULL};
}

planproof_slot *planproof_registry_slot(const planproof_registry *registry, uint32_t number)
{
    planproof_registry_block *block = block_at(registry, number / PLANPROOF_SLOTS_A_BLOCK);
    return block ? &block->slots[number % PLANPROOF_SLOTS_A_BLOCK] : NULL;
}

uint64_t planproof_registry_refuse(planproof_registry *registry)
{
    return atomic_fetch_add_explicit(&registry->first->refused, 1, memory_order_relaxed) + 1;
}

uint64_t planproof_registry_refused(const planproof_registry *registry)
{
    return atomic_load_explicit(&registry->first->refused, memory_order_relaxed);
}

uint32_t planproof_registry_slots(const planproof_registry *registry)
{
    return registry->block_count * PLANPROOF_SLOTS_A_BLOCK;
}

uint32_t planproof_registry_used(const planproof_registry *registry)
{
    uint32_t used = 0;
    for (uint32_t number = 0; number < registry->block_count; number++) {
        planproof_registry_block *block = block_at(registry, number);
        uint64_t claimed = block ? atomic_load_explicit(&block->claimed, memory_order_acquire) : 0;
        used += (uint32_t)__builtin_popcountll(claimed);
    }
    return used;
}
