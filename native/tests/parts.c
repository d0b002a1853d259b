/* What parts.h declares. */
#include "parts.h"

#include <string.h>

static planproof_lane the_lane;
static planproof_chunk the_chunks[PLANPROOF_RING_ENTRIES];
static planproof_region *regions[2]; /* the newest first */

planproof_lane_handle lane_memory(void)
{
    memset((void *)&the_lane, 0xa5, sizeof the_lane);
    memset(the_chunks, 0xa5, sizeof the_chunks);
    return (planproof_lane_handle){&the_lane, the_chunks};
}

planproof_lane_handle lane_of_chunks(uint32_t chunk_count)
{
    planproof_lane_handle handle = lane_memory();
    CHECK(planproof_lane_init(handle, 3, chunk_count));
    return handle;
}

planproof_registry *registry_of(uint32_t max_threads, uint32_t chunks_a_lane)
{
    uint64_t slots = (max_threads + UINT64_C(63)) / 64 * 64;
    uint64_t lane_bytes = sizeof(planproof_lane) + chunks_a_lane * sizeof(planproof_chunk);
    uint64_t size_bytes = slots * (PLANPROOF_LANES * lane_bytes + sizeof(planproof_slot) + 4096);
    planproof_registry *registry;

    planproof_region_destroy(regions[1]);
    regions[1] = regions[0];
    regions[0] = planproof_region_init(NULL, size_bytes);
    CHECK(regions[0] != NULL);
    registry = planproof_registry_init(regions[0], max_threads, chunks_a_lane);
    CHECK(registry != NULL);
    return registry;
}

planproof_registry *registry_of_threads(uint32_t max_threads)
{
    return registry_of(max_threads, TEST_CHUNKS);
}

planproof_region *registry_region(void)
{
    return regions[0];
}

uint64_t numbered_event(uint32_t number)
{
    return planproof_event_pack(PLANPROOF_EVENT_TIME, 0, number);
}

uint32_t write_numbered(planproof_lane_handle handle, uint32_t first, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t number = first; number < first + count; number++)
        kept += planproof_lane_write(handle, numbered_event(number));
    return kept;
}

uint64_t drain_lane(planproof_lane_handle handle)
{
    uint64_t events = 0;
    planproof_chunk *chunk;
    while ((chunk = planproof_lane_take(handle)) != NULL) {
        events += chunk->header.event_count;
        CHECK(planproof_lane_give_back(handle, chunk));
    }
    return events;
}

uint64_t drain_registry(const planproof_registry *registry, uint32_t slots)
{
    uint64_t events = 0;
    for (uint32_t number = 0; number < slots; number++) {
        const planproof_slot *slot = planproof_registry_slot(registry, number);
        CHECK(slot != NULL);
        events += drain_lane(planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX));
        events += drain_lane(planproof_registry_lane(registry, slot, PLANPROOF_LANE_DETAIL));
    }
    return events;
}

bool balanced(planproof_lane_handle handle)
{
    planproof_lane_balance balance = planproof_lane_count(handle);
    return balance.emitted == balance.taken + balance.held + dropped_in_all(balance);
}

uint64_t dropped_in_all(planproof_lane_balance balance)
{
    uint64_t sum = 0;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        sum += balance.dropped[reason];
    return sum;
}
