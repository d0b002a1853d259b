/* The registry with many threads at once. */
#define _POSIX_C_SOURCE 200809L /* barriers */
#include <pthread.h>
#include <sched.h>

#include "slots/registry.h"
#include "tap.h"

enum { PASSES = 200 };

static slot_registry *shared;
static slot_claim claims[SLOT_REGISTRY_SLOTS];
static pthread_barrier_t all_ready;

static void *claim_one(void *position)
{
    slot_claim *claim = position;
    pthread_barrier_wait(&all_ready);
    return slot_registry_claim(shared, 1, claim) ? position : NULL;
}

static void *pass_many_times(void *unused)
{
    uintptr_t released = 0;
    for (int round = 0; round < PASSES; round++) {
        slot_claim claim;
        while (!slot_registry_claim(shared, 1, &claim))
            sched_yield();
        released += slot_registry_release(shared, claim);
    }
    (void)unused;
    return (void *)released;
}

static void test_slot_registry_claim__64_threads_at_once__then_slots_distinct(void)
{
    pthread_t threads[SLOT_REGISTRY_SLOTS];
    uint64_t seen = 0;
    int claimed = 0;

    shared = slot_registry_init();
    CHECK(shared != NULL);
    pthread_barrier_init(&all_ready, NULL, SLOT_REGISTRY_SLOTS);
    for (int number = 0; number < SLOT_REGISTRY_SLOTS; number++)
        CHECK(pthread_create(&threads[number], NULL, claim_one, &claims[number]) == 0);
    for (int number = 0; number < SLOT_REGISTRY_SLOTS; number++) {
        void *result;
        pthread_join(threads[number], &result);
        claimed += result != NULL;
        seen |= UINT64_C(1) << claims[number].index;
    }
    pthread_barrier_destroy(&all_ready);
    CHECK(claimed == SLOT_REGISTRY_SLOTS);
    CHECK(seen == UINT64_MAX);
    slot_registry_destroy(shared);
}

static void test_slot_registry_release__100_threads_200_times__then_none_left(void)
{
    pthread_t threads[100];
    uintptr_t released = 0;

    shared = slot_registry_init();
    CHECK(shared != NULL);
    for (int number = 0; number < 100; number++)
        CHECK(pthread_create(&threads[number], NULL, pass_many_times, NULL) == 0);
    for (int number = 0; number < 100; number++) {
        void *result;
        pthread_join(threads[number], &result);
        released += (uintptr_t)result;
    }
    CHECK(released == 100 * PASSES);
    CHECK(slot_registry_used(shared) == 0);
    slot_registry_destroy(shared);
}

const tap_test thread_tests[] = {
    TAP(test_slot_registry_claim__64_threads_at_once__then_slots_distinct),
    TAP(test_slot_registry_release__100_threads_200_times__then_none_left),
    TAP_END,
};
