/* Tests of the queue of chunk numbers. */
#include "parts.h"

#include <string.h>

static void test_planproof_ring_init__used_memory__then_empty(void)
{
    planproof_ring ring;
    uint32_t value = 77;
    memset((void *)&ring, 0xff, sizeof ring);
    planproof_ring_init(&ring);
    CHECK(planproof_ring_count(&ring) == 0);
    CHECK(!planproof_ring_pop(&ring, &value));
    CHECK(planproof_ring_push(&ring, 5));
    CHECK(planproof_ring_pop(&ring, &value) && value == 5);
    CHECK(!planproof_ring_pop(&ring, &value));
    planproof_ring_destroy(&ring);
}

static void test_planproof_ring_destroy__values_left__then_empty(void)
{
    planproof_ring ring;
    uint32_t value = 77;
    planproof_ring_init(&ring);
    CHECK(planproof_ring_push(&ring, 1) && planproof_ring_push(&ring, 2) && planproof_ring_push(&ring, 3));
    planproof_ring_destroy(&ring);
    CHECK(planproof_ring_count(&ring) == 0);
    CHECK(!planproof_ring_pop(&ring, &value));
    planproof_ring_init(&ring);
    CHECK(planproof_ring_push(&ring, 4));
    CHECK(planproof_ring_pop(&ring, &value) && value == 4);
    planproof_ring_destroy(&ring);
}

static void test_planproof_ring_push__64_wait__then_refused(void)
{
    planproof_ring ring;
    uint32_t value = 0;
    planproof_ring_init(&ring);
    for (uint32_t number = 0; number < PLANPROOF_RING_ENTRIES; number++)
        CHECK(planproof_ring_push(&ring, number));
    CHECK(!planproof_ring_push(&ring, 64));
    CHECK(planproof_ring_pop(&ring, &value) && value == 0);
    CHECK(planproof_ring_push(&ring, 64));
    CHECK(!planproof_ring_push(&ring, 65));
    for (uint32_t number = 1; number <= PLANPROOF_RING_ENTRIES; number++)
        CHECK(planproof_ring_pop(&ring, &value) && value == number);
    planproof_ring_destroy(&ring);
}

static void test_planproof_ring_pop__empty__then_refused_and_untouched(void)
{
    planproof_ring ring;
    uint32_t value = 77;
    planproof_ring_init(&ring);
    CHECK(!planproof_ring_pop(&ring, &value));
    CHECK(value == 77);
    CHECK(planproof_ring_push(&ring, 5));
    CHECK(planproof_ring_pop(&ring, &value) && value == 5);
    CHECK(!planproof_ring_pop(&ring, &value));
    CHECK(value == 5);
    planproof_ring_destroy(&ring);
}

static void test_planproof_ring_pop__counters_wrap__then_order_kept(void)
{
    planproof_ring ring;
    uint32_t value = 0;
    uint32_t start = UINT32_MAX - 30;
    planproof_ring_init(&ring);
    atomic_store_explicit(&ring.tail, start, memory_order_relaxed);
    atomic_store_explicit(&ring.head, start, memory_order_relaxed);
    ring.head_seen = start;
    ring.tail_seen = start;
    for (uint32_t number = 0; number < PLANPROOF_RING_ENTRIES; number++)
        CHECK(planproof_ring_push(&ring, number));
    CHECK(!planproof_ring_push(&ring, 64));
    CHECK(planproof_ring_count(&ring) == PLANPROOF_RING_ENTRIES);
    for (uint32_t number = 0; number < PLANPROOF_RING_ENTRIES; number++)
        CHECK(planproof_ring_pop(&ring, &value) && value == number);
    CHECK(!planproof_ring_pop(&ring, &value));
    CHECK(atomic_load_explicit(&ring.head, memory_order_relaxed) == 33);
    planproof_ring_destroy(&ring);
}

static void test_planproof_ring_count__pushed_and_popped__then_difference(void)
{
    planproof_ring ring;
    uint32_t value = 0;
    planproof_ring_init(&ring);
    CHECK(planproof_ring_count(&ring) == 0);
    for (uint32_t number = 1; number <= 10; number++) {
        CHECK(planproof_ring_push(&ring, number));
        CHECK(planproof_ring_count(&ring) == number);
    }
    for (uint32_t number = 10; number > 0; number--) {
        CHECK(planproof_ring_pop(&ring, &value));
        CHECK(planproof_ring_count(&ring) == number - 1);
    }
    planproof_ring_destroy(&ring);
}

const tap_test ring_tests[] = {
    TAP(test_planproof_ring_init__used_memory__then_empty),
    TAP(test_planproof_ring_destroy__values_left__then_empty),
    TAP(test_planproof_ring_push__64_wait__then_refused),
    TAP(test_planproof_ring_pop__empty__then_refused_and_untouched),
    TAP(test_planproof_ring_pop__counters_wrap__then_order_kept),
    TAP(test_planproof_ring_count__pushed_and_popped__then_difference),
    TAP_END,
};
