/* The registry in one thread. */
#include "slots/registry.h"
#include "tap.h"

static slot_registry *started(void)
{
    slot_registry *registry = slot_registry_init();
    CHECK(registry != NULL);
    return registry;
}

static void test_slot_registry_init__fresh__then_no_slot_used(void)
{
    slot_registry *registry = started();
    CHECK(slot_registry_used(registry) == 0);
    slot_registry_destroy(registry);
}

static void test_slot_registry_destroy__thousand_registries__then_each_starts_empty(void)
{
    for (int round = 0; round < 1000; round++) {
        slot_registry *registry = started();
        slot_claim claim;
        CHECK(slot_registry_used(registry) == 0);
        CHECK(slot_registry_claim(registry, 1, &claim));
        slot_registry_destroy(registry);
    }
    slot_registry_destroy(NULL);
}

static void test_slot_registry_claim__empty__then_first_slot(void)
{
    slot_registry *registry = started();
    slot_claim claim;
    CHECK(slot_registry_claim(registry, 42, &claim));
    CHECK(claim.index == 0);
    CHECK(claim.owner == 42);
    slot_registry_destroy(registry);
}

static void test_slot_registry_claim__all_taken__then_refused(void)
{
    slot_registry *registry = started();
    slot_claim claim = {7, 7, 7};
    slot_claim untouched = {7, 7, 7};
    for (uint32_t index = 0; index < SLOT_REGISTRY_SLOTS; index++) {
        CHECK(slot_registry_claim(registry, index, &claim));
        CHECK(claim.index == index);
    }
    CHECK(!slot_registry_claim(registry, 64, &untouched));
    CHECK(untouched.owner == 7 && untouched.index == 7 && untouched.generation == 7);
    CHECK(slot_registry_used(registry) == SLOT_REGISTRY_SLOTS);
    slot_registry_destroy(registry);
}

static void test_slot_registry_claim__slot_released__then_next_generation(void)
{
    slot_registry *registry = started();
    slot_claim first;
    slot_claim second;
    CHECK(slot_registry_claim(registry, 1, &first));
    CHECK(slot_registry_release(registry, first));
    CHECK(slot_registry_claim(registry, 2, &second));
    CHECK(second.index == first.index);
    CHECK(second.generation == first.generation + 1);
    slot_registry_destroy(registry);
}

static void test_slot_registry_release__claim_held__then_slot_free(void)
{
    slot_registry *registry = started();
    slot_claim claim;
    CHECK(slot_registry_claim(registry, 1, &claim));
    CHECK(slot_registry_used(registry) == 1);
    CHECK(slot_registry_release(registry, claim));
    CHECK(slot_registry_used(registry) == 0);
    slot_registry_destroy(registry);
}

static void test_slot_registry_release__second_time__then_refused(void)
{
    slot_registry *registry = started();
    slot_claim old;
    slot_claim current;
    CHECK(slot_registry_claim(registry, 1, &old));
    CHECK(slot_registry_release(registry, old));
    CHECK(!slot_registry_release(registry, old));
    CHECK(slot_registry_claim(registry, 2, &current));
    CHECK(!slot_registry_release(registry, old));
    CHECK(slot_registry_used(registry) == 1);
    slot_registry_destroy(registry);
}

static void test_slot_registry_release__index_out_of_range__then_refused(void)
{
    slot_registry *registry = started();
    slot_claim forged = {1, SLOT_REGISTRY_SLOTS, 0};
    CHECK(!slot_registry_release(registry, forged));
    slot_registry_destroy(registry);
}

static void test_slot_registry_used__three_claimed_one_released__then_two(void)
{
    slot_registry *registry = started();
    slot_claim claims[3];
    for (int number = 0; number < 3; number++)
        CHECK(slot_registry_claim(registry, 1, &claims[number]));
    CHECK(slot_registry_release(registry, claims[1]));
    CHECK(slot_registry_used(registry) == 2);
    slot_registry_destroy(registry);
}

const tap_test registry_tests[] = {
    TAP(test_slot_registry_init__fresh__then_no_slot_used),
    TAP(test_slot_registry_destroy__thousand_registries__then_each_starts_empty),
    TAP(test_slot_registry_claim__empty__then_first_slot),
    TAP(test_slot_registry_claim__all_taken__then_refused),
    TAP(test_slot_registry_claim__slot_released__then_next_generation),
    TAP(test_slot_registry_release__claim_held__then_slot_free),
    TAP(test_slot_registry_release__second_time__then_refused),
    TAP(test_slot_registry_release__index_out_of_range__then_refused),
    TAP(test_slot_registry_used__three_claimed_one_released__then_two),
    TAP_END,
};
