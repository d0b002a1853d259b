/* Tests of the registry, in one thread. */
#include "parts.h"

#include <errno.h>

static uint32_t generation_of(const planproof_slot *slot)
{
    return atomic_load_explicit(&slot->generation, memory_order_acquire);
}

static uint64_t first_sequence(const planproof_slot *slot, planproof_lane_kind kind)
{
    return atomic_load_explicit(&slot->first_sequence[kind], memory_order_relaxed);
}

static uint64_t last_sequence(const planproof_slot *slot, planproof_lane_kind kind)
{
    return atomic_load_explicit(&slot->last_sequence[kind], memory_order_relaxed);
}

static void test_planproof_registry_init__region_too_small__then_null_and_enomem(void)
{
    planproof_region *region = planproof_region_init(NULL, 1 << 20);
    planproof_region *large = planproof_region_init(NULL, 20 << 20);
    planproof_registry *registry;
    CHECK(region != NULL && large != NULL);
    errno = 0;
    CHECK(planproof_registry_init(region, 64, 2) == NULL && errno == ENOMEM);
    CHECK(planproof_registry_init(large, 0, 2) == NULL && errno == EINVAL);
    CHECK(planproof_registry_init(large, 64, 1) == NULL && errno == EINVAL);
    CHECK(planproof_registry_init(large, 64, 65) == NULL && errno == EINVAL);
    CHECK(planproof_registry_init(large, UINT32_MAX, 2) == NULL && errno == ENOMEM);
    registry = planproof_registry_init(large, 64, 2);
    CHECK(registry != NULL);
    CHECK(planproof_registry_used(registry) == 0);
    planproof_registry_destroy(registry);
    planproof_region_destroy(large);
    planproof_region_destroy(region);
}

static void test_planproof_registry_destroy__slots_taken__then_region_keeps_them(void)
{
    planproof_registry *registry = registry_of_threads(64);
    const planproof_slot *slot = planproof_registry_claim(registry, 4242);
    const planproof_lane *lane;
    CHECK(slot != NULL);
    CHECK(write_numbered(planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX), 0, 9) == 9);
    planproof_registry_destroy(registry);
    planproof_registry_destroy(NULL);
    CHECK(generation_of(slot) == 1);
    CHECK(atomic_load_explicit(&slot->pid, memory_order_relaxed) == 4242);
    lane = planproof_region_at(registry_region(), slot->lane_offset[PLANPROOF_LANE_INDEX], sizeof *lane);
    CHECK(lane != NULL);
    CHECK(atomic_load_explicit(&lane->sequence, memory_order_acquire) == 9);
}

static void test_planproof_registry_claim__empty__then_slot_zero_odd_generation(void)
{
    planproof_registry *registry = registry_of_threads(64);
    planproof_slot *first = planproof_registry_claim(registry, 4242);
    planproof_slot *second = planproof_registry_claim(registry, 4243);
    CHECK(first != NULL && second != NULL);
    CHECK(first->number == 0 && second->number == 1);
    CHECK(generation_of(first) == 1 && generation_of(second) == 1);
    CHECK(atomic_load_explicit(&first->pid, memory_order_relaxed) == 4242);
    CHECK(first_sequence(first, PLANPROOF_LANE_INDEX) == 0 && first_sequence(first, PLANPROOF_LANE_DETAIL) == 0);
    planproof_registry_destroy(registry);
}

static void test_planproof_registry_claim__64_taken__then_null(void)
{
    planproof_registry *registry = registry_of_threads(64);
    for (uint32_t number = 0; number < 64; number++) {
        const planproof_slot *slot = planproof_registry_claim(registry, 1);
        CHECK(slot != NULL && slot->number == number);
    }
    CHECK(planproof_registry_claim(registry, 1) == NULL);
    CHECK(planproof_registry_used(registry) == 64);
    planproof_registry_destroy(registry);

    registry = registry_of_threads(65); /* rounded up to 128 */
    for (uint32_t number = 0; number < 128; number++) {
        const planproof_slot *slot = planproof_registry_claim(registry, 1);
        CHECK(slot != NULL && slot->number == number);
        CHECK(write_numbered(planproof_registry_lane(registry, slot, PLANPROOF_LANE_DETAIL), 0, 3) == 3);
    }
    CHECK(planproof_registry_claim(registry, 1) == NULL);
    CHECK(planproof_registry_used(registry) == 128);
    planproof_registry_destroy(registry);
}

static void test_planproof_registry_release__claimed__then_slot_reused_next_generation(void)
{
    planproof_registry *registry = registry_of_threads(64);
    planproof_slot *slot = planproof_registry_claim(registry, 1);
    CHECK(slot != NULL && generation_of(slot) == 1);
    CHECK(planproof_registry_release(registry, slot, 1));
    CHECK(generation_of(slot) == 2);
    CHECK(planproof_registry_used(registry) == 0);
    CHECK(planproof_registry_claim(registry, 2) == slot);
    CHECK(generation_of(slot) == 3);
    CHECK(atomic_load_explicit(&slot->pid, memory_order_relaxed) == 2);
    planproof_registry_destroy(registry);
}

static void test_planproof_registry_release__old_generation__then_refused(void)
{
    planproof_registry *registry = registry_of_threads(64);
    planproof_slot *slot = planproof_registry_claim(registry, 1);
    CHECK(slot != NULL);
    uint32_t generation = generation_of(slot);
    CHECK(planproof_registry_release(registry, slot, generation));
    CHECK(!planproof_registry_release(registry, slot, generation));
    CHECK(!planproof_registry_release(registry, slot, generation + 1)); /* free, so nobody's */
    CHECK(planproof_registry_claim(registry, 2) == slot);
    CHECK(!planproof_registry_release(registry, slot, generation));
    CHECK(planproof_registry_used(registry) == 1);
    planproof_registry_destroy(registry);
}

static void test_planproof_registry_release__events_held__then_drain_gets_them(void)
{
    planproof_registry *registry = registry_of_threads(64);
    planproof_slot *slot = planproof_registry_claim(registry, 1);
    planproof_lane_handle index = planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX);
    planproof_lane_handle detail = planproof_registry_lane(registry, slot, PLANPROOF_LANE_DETAIL);
    const planproof_chunk *chunk;

    CHECK(slot != NULL);
    CHECK(planproof_lane_write(index, planproof_event_pack(PLANPROOF_EVENT_CALL, 5, 0)));
    CHECK(write_numbered(index, 1, 2) == 2 && write_numbered(detail, 0, 2) == 2);
    CHECK(planproof_registry_release(registry, slot, 1));
    chunk = planproof_lane_take(index);
    CHECK(chunk != NULL && planproof_chunk_check(chunk) == PLANPROOF_CHUNK_SEALED);
    CHECK(chunk->header.event_count == 3 && chunk->header.generation == 1);
    CHECK(chunk->header.lane == PLANPROOF_LANE_INDEX);
    chunk = planproof_lane_take(detail);
    CHECK(chunk != NULL && chunk->header.event_count == 2 && chunk->header.lane == PLANPROOF_LANE_DETAIL);
    CHECK(last_sequence(slot, PLANPROOF_LANE_INDEX) == 3 && last_sequence(slot, PLANPROOF_LANE_DETAIL) == 2);

    /* The next thread goes on counting, and has none of the calls of the one before open. */
    CHECK(planproof_registry_claim(registry, 2) == slot);
    CHECK(first_sequence(slot, PLANPROOF_LANE_INDEX) == 3 && first_sequence(slot, PLANPROOF_LANE_DETAIL) == 2);
    CHECK(write_numbered(index, 3, 1) == 1);
    CHECK(planproof_registry_release(registry, slot, 3));
    chunk = planproof_lane_take(index);
    CHECK(chunk != NULL && chunk->header.first_sequence == 3);
    CHECK(chunk->header.generation == 3 && chunk->header.open_call_count == 0);
    CHECK(balanced(index) && balanced(detail));
    planproof_registry_destroy(registry);
}

static void test_planproof_registry_lane__both_kinds__then_chunks_apart(void)
{
    planproof_registry *registry = registry_of_threads(64);
    planproof_slot *slot;
    uint64_t offset;

    for (uint32_t number = 0; number < 64; number++) {
        slot = planproof_registry_slot(registry, number);
        CHECK(slot != NULL);
        for (uint32_t kind = 0; kind < PLANPROOF_LANES; kind++) {
            planproof_lane_handle handle = planproof_registry_lane(registry, slot, (planproof_lane_kind)kind);
            CHECK(handle.lane != NULL && handle.lane->slot == number);
            for (uint32_t chunk = 0; chunk < TEST_CHUNKS; chunk++) {
                handle.chunks[chunk].events[0] = number << 16 | kind << 8 | chunk;
                handle.chunks[chunk].events[PLANPROOF_CHUNK_EVENTS - 1] = number << 16 | kind << 8 | chunk;
            }
        }
    }
    for (uint32_t number = 0; number < 64; number++) {
        slot = planproof_registry_slot(registry, number);
        for (uint32_t kind = 0; kind < PLANPROOF_LANES; kind++) {
            planproof_lane_handle handle = planproof_registry_lane(registry, slot, (planproof_lane_kind)kind);
            for (uint32_t chunk = 0; chunk < TEST_CHUNKS; chunk++) {
                CHECK(handle.chunks[chunk].events[0] == (number << 16 | kind << 8 | chunk));
                CHECK(handle.chunks[chunk].events[PLANPROOF_CHUNK_EVENTS - 1] == (number << 16 | kind << 8 | chunk));
            }
        }
    }

    /* Offsets that another process spoiled lead nowhere. */
    slot = planproof_registry_slot(registry, 0);
    offset = slot->lane_offset[PLANPROOF_LANE_INDEX];
    slot->lane_offset[PLANPROOF_LANE_INDEX] = UINT64_MAX - 100;
    CHECK(planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX).lane == NULL);
    slot->lane_offset[PLANPROOF_LANE_INDEX] = offset + 1;
    CHECK(planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX).lane == NULL);
    slot->lane_offset[PLANPROOF_LANE_INDEX] = offset;
    CHECK(planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX).lane != NULL);
    planproof_registry_destroy(registry);
}

static void test_planproof_registry_slot__number_unknown__then_null(void)
{
    planproof_registry *registry = registry_of_threads(64);
    const planproof_slot *slot = planproof_registry_slot(registry, 63);
    CHECK(slot != NULL && slot->number == 63);
    CHECK(planproof_registry_slot(registry, 64) == NULL);
    CHECK(planproof_registry_slot(registry, UINT32_MAX) == NULL);
    planproof_registry_destroy(registry);
    registry = registry_of_threads(100);
    slot = planproof_registry_slot(registry, 127);
    CHECK(slot != NULL && slot->number == 127);
    CHECK(planproof_registry_slot(registry, 128) == NULL);
    planproof_registry_destroy(registry);
}

static void test_planproof_registry_refuse__called_thrice__then_three(void)
{
    planproof_registry *registry = registry_of_threads(64);
    CHECK(planproof_registry_refuse(registry) == 1);
    CHECK(planproof_registry_refuse(registry) == 2);
    CHECK(planproof_registry_refuse(registry) == 3);
    planproof_registry_destroy(registry);
}

static void test_planproof_registry_used__claims_and_releases__then_difference(void)
{
    planproof_registry *registry = registry_of_threads(64);
    planproof_slot *slots[10];
    CHECK(planproof_registry_used(registry) == 0);
    for (uint32_t number = 0; number < 10; number++) {
        slots[number] = planproof_registry_claim(registry, 1);
        CHECK(slots[number] != NULL);
        CHECK(planproof_registry_used(registry) == number + 1);
    }
    for (uint32_t number = 0; number < 10; number += 2)
        CHECK(planproof_registry_release(registry, slots[number], 1));
    CHECK(planproof_registry_used(registry) == 5);
    CHECK(planproof_registry_claim(registry, 1) == slots[0]);
    CHECK(planproof_registry_used(registry) == 6);
    planproof_registry_destroy(registry);
}

const tap_test registry_tests[] = {
    TAP(test_planproof_registry_init__region_too_small__then_null_and_enomem),
    TAP(test_planproof_registry_destroy__slots_taken__then_region_keeps_them),
    TAP(test_planproof_registry_claim__empty__then_slot_zero_odd_generation),
    TAP(test_planproof_registry_claim__64_taken__then_null),
    TAP(test_planproof_registry_release__claimed__then_slot_reused_next_generation),
    TAP(test_planproof_registry_release__old_generation__then_refused),
    TAP(test_planproof_registry_release__events_held__then_drain_gets_them),
    TAP(test_planproof_registry_lane__both_kinds__then_chunks_apart),
    TAP(test_planproof_registry_slot__number_unknown__then_null),
    TAP(test_planproof_registry_refuse__called_thrice__then_three),
    TAP(test_planproof_registry_used__claims_and_releases__then_difference),
    TAP_END,
};
