/* Tests of threads and drain at once. */
#include "parts.h"
#include "planproof/thread.h"

#include <pthread.h>
#include <sched.h>

enum {
    VALUES = 10000000,
    THREADS = 64,
    ROUNDS = 1000,
    SHORT_THREADS = 1000,
    EVENTS_OF_SHORT_THREAD = 100,
    EVENTS_TOO_MANY = 20000
};

static planproof_ring ring;
static planproof_registry *registry;
static pthread_barrier_t all;
static _Atomic(uint64_t) seen;
static _Atomic(uint32_t) wrong;
static _Atomic(bool) writer_done;

static void *push_values(void *unused)
{
    for (uint32_t value = 0; value < VALUES; value++) {
        while (!planproof_ring_push(&ring, value))
            sched_yield();
    }
    return unused;
}

static void test_planproof_ring_pop__two_threads_ten_million_values__then_each_once_in_order(void)
{
    uint32_t value = 0, misplaced = 0;
    pthread_t producer;
    planproof_ring_init(&ring);
    CHECK(planproof_ring_push(&ring, 5) && planproof_ring_pop(&ring, &value) && value == 5);
    CHECK(pthread_create(&producer, NULL, push_values, NULL) == 0);
    for (uint32_t expected = 0; expected < VALUES; expected++) {
        while (!planproof_ring_pop(&ring, &value))
            sched_yield();
        misplaced += value != expected;
    }
    pthread_join(producer, NULL);
    CHECK(misplaced == 0);
    CHECK(!planproof_ring_pop(&ring, &value));
    planproof_ring_destroy(&ring);
}

static void *write_sequence(void *lane)
{
    planproof_lane_handle handle = *(planproof_lane_handle *)lane;
    for (uint32_t number = 0; number < VALUES; number++)
        planproof_lane_write(handle, numbered_event(number));
    planproof_lane_seal(handle);
    atomic_store_explicit(&writer_done, true, memory_order_release);
    return NULL;
}

/* Whether a chunk follows what was read before, with its drops, and holds the events that its place promises. */
static bool follows(const planproof_chunk *chunk, uint64_t next)
{
    uint64_t first = chunk->header.first_sequence;
    bool right = first == next + chunk->header.dropped[PLANPROOF_DROP_POOL_EMPTY];
    right = right && planproof_chunk_check(chunk) == PLANPROOF_CHUNK_SEALED;
    for (uint32_t position = 0; right && position < chunk->header.event_count; position++)
        right = chunk->events[position] == numbered_event((uint32_t)first + position);
    return right;
}

static void test_planproof_lane_take__writer_and_drain_at_once__then_events_without_gap(void)
{
    planproof_lane_handle handle = lane_of_chunks(64);
    uint64_t next = 0, read = 0;
    pthread_t writer;

    atomic_store_explicit(&writer_done, false, memory_order_relaxed);
    CHECK(pthread_create(&writer, NULL, write_sequence, &handle) == 0);
    for (bool last = false; !last;) {
        planproof_chunk *chunk;
        last = atomic_load_explicit(&writer_done, memory_order_acquire);
        while ((chunk = planproof_lane_take(handle)) != NULL) {
            atomic_fetch_add_explicit(&wrong, !follows(chunk, next), memory_order_relaxed);
            read += chunk->header.event_count;
            next = chunk->header.first_sequence + chunk->header.event_count;
            CHECK(planproof_lane_give_back(handle, chunk));
        }
        sched_yield();
    }
    pthread_join(writer, NULL);
    planproof_lane_balance balance = planproof_lane_count(handle);
    CHECK(atomic_exchange_explicit(&wrong, 0, memory_order_relaxed) == 0);
    CHECK(balance.emitted == VALUES && balance.taken == read && balance.held == 0);
    CHECK(read > 0 && balanced(handle));
}

static void *claim_in_rounds(void *unused)
{
    for (int round = 0; round < ROUNDS; round++) {
        pthread_barrier_wait(&all);
        planproof_slot *slot = planproof_registry_claim(registry, 1);
        uint64_t bit = UINT64_C(1) << (slot ? slot->number : 0);
        uint64_t before = atomic_fetch_or_explicit(&seen, bit, memory_order_relaxed);
        bool lost = slot == NULL || (before & bit) != 0;
        pthread_barrier_wait(&all);
        lost = lost || atomic_load_explicit(&seen, memory_order_relaxed) != UINT64_MAX;
        if (pthread_barrier_wait(&all) == PTHREAD_BARRIER_SERIAL_THREAD)
            atomic_store_explicit(&seen, 0, memory_order_relaxed);
        lost = lost || !planproof_registry_release(registry, slot, (uint32_t)round * 2 + 1);
        atomic_fetch_add_explicit(&wrong, lost, memory_order_relaxed);
    }
    return unused;
}

static void test_planproof_registry_claim__64_threads_at_once__then_slots_distinct(void)
{
    pthread_t threads[THREADS];
    registry = registry_of_threads(THREADS);
    atomic_store_explicit(&seen, 0, memory_order_relaxed);
    pthread_barrier_init(&all, NULL, THREADS);
    for (int number = 0; number < THREADS; number++)
        CHECK(pthread_create(&threads[number], NULL, claim_in_rounds, NULL) == 0);
    for (int number = 0; number < THREADS; number++)
        pthread_join(threads[number], NULL);
    pthread_barrier_destroy(&all);
    CHECK(atomic_exchange_explicit(&wrong, 0, memory_order_relaxed) == 0);
    CHECK(planproof_registry_used(registry) == 0);
    planproof_registry_destroy(registry);
}

/* Writes its events while all threads of its batch are alive. */
static void *live_shortly(void *unused)
{
    uint32_t kept = 0;
    for (uint32_t number = 0; number < EVENTS_OF_SHORT_THREAD; number++)
        kept += planproof_thread_write(PLANPROOF_LANE_INDEX, numbered_event(number));
    atomic_fetch_add_explicit(&wrong, EVENTS_OF_SHORT_THREAD - kept, memory_order_relaxed);
    pthread_barrier_wait(&all);
    return unused;
}

static void test_planproof_thread_write__1000_short_threads__then_none_refused(void)
{
    pthread_t threads[THREADS];
    uint64_t taken = 0;
    registry = registry_of_threads(THREADS);
    CHECK(planproof_thread_init(registry));
    for (int started = 0; started < SHORT_THREADS; started += THREADS) {
        int batch = SHORT_THREADS - started < THREADS ? SHORT_THREADS - started : THREADS;
        pthread_barrier_init(&all, NULL, (unsigned)batch);
        for (int number = 0; number < batch; number++)
            CHECK(pthread_create(&threads[number], NULL, live_shortly, NULL) == 0);
        for (int number = 0; number < batch; number++)
            pthread_join(threads[number], NULL);
        pthread_barrier_destroy(&all);
        taken += drain_registry(registry, THREADS);
    }
    planproof_thread_destroy(registry);
    CHECK(atomic_exchange_explicit(&wrong, 0, memory_order_relaxed) == 0);
    CHECK(taken == SHORT_THREADS * EVENTS_OF_SHORT_THREAD);
    CHECK(planproof_registry_used(registry) == 0);
    CHECK(planproof_registry_refuse(registry) == 1); /* the first */
    planproof_registry_destroy(registry);
}

static void *write_too_many(void *unused)
{
    for (uint32_t number = 0; number < EVENTS_TOO_MANY; number++) {
        planproof_thread_write(PLANPROOF_LANE_INDEX, numbered_event(number));
        planproof_thread_write(PLANPROOF_LANE_DETAIL, numbered_event(number));
    }
    pthread_barrier_wait(&all);
    return unused;
}

static void test_planproof_lane_count__64_threads_pool_too_small__then_balance_holds(void)
{
    const uint64_t kept = TEST_CHUNKS * PLANPROOF_CHUNK_EVENTS;
    pthread_t threads[THREADS];
    registry = registry_of_threads(THREADS);
    CHECK(planproof_thread_init(registry));
    pthread_barrier_init(&all, NULL, THREADS);
    for (int number = 0; number < THREADS; number++)
        CHECK(pthread_create(&threads[number], NULL, write_too_many, NULL) == 0);
    for (int number = 0; number < THREADS; number++)
        pthread_join(threads[number], NULL);
    pthread_barrier_destroy(&all);
    planproof_thread_destroy(registry);
    for (uint32_t lane = 0; lane < 2 * THREADS; lane++) {
        const planproof_slot *slot = planproof_registry_slot(registry, lane / 2);
        planproof_lane_handle handle = planproof_registry_lane(registry, slot, (planproof_lane_kind)(lane % 2));
        planproof_lane_balance balance = planproof_lane_count(handle);
        CHECK(balance.emitted == EVENTS_TOO_MANY && balance.taken == 0 && balance.held == kept);
        CHECK(balance.dropped[PLANPROOF_DROP_POOL_EMPTY] == EVENTS_TOO_MANY - kept && balanced(handle));
        CHECK(drain_lane(handle) == kept);
        CHECK(planproof_lane_count(handle).taken == kept && balanced(handle));
    }
    planproof_registry_destroy(registry);
}

const tap_test together_tests[] = {
    TAP(test_planproof_ring_pop__two_threads_ten_million_values__then_each_once_in_order),
    TAP(test_planproof_lane_take__writer_and_drain_at_once__then_events_without_gap),
    TAP(test_planproof_registry_claim__64_threads_at_once__then_slots_distinct),
    TAP(test_planproof_thread_write__1000_short_threads__then_none_refused),
    TAP(test_planproof_lane_count__64_threads_pool_too_small__then_balance_holds),
    TAP_END,
};
