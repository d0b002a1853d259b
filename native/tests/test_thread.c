/* Tests of the calling thread's slot. */
#include "parts.h"
#include "planproof/thread.h"

#include <pthread.h>
#include <unistd.h>

static pthread_barrier_t step;

static bool write_one(void)
{
    return planproof_thread_write(PLANPROOF_LANE_INDEX, numbered_event(0));
}

static void end(planproof_registry *registry)
{
    planproof_thread_destroy(registry);
    planproof_registry_destroy(registry);
}

static void test_planproof_thread_init__second_registry__then_refused(void)
{
    planproof_registry *first = registry_of_threads(64);
    planproof_registry *second = registry_of_threads(64);
    CHECK(planproof_thread_init(first));
    CHECK(!planproof_thread_init(first));
    CHECK(!planproof_thread_init(second));
    planproof_thread_destroy(second); /* isn't the one, so nothing happens */
    CHECK(write_one());
    CHECK(planproof_registry_used(first) == 1 && planproof_registry_used(second) == 0);
    CHECK(planproof_thread_leave());
    planproof_thread_destroy(first);
    CHECK(planproof_thread_init(second));
    CHECK(write_one());
    CHECK(planproof_registry_used(first) == 0 && planproof_registry_used(second) == 1);
    CHECK(planproof_thread_leave());
    end(second);
    planproof_registry_destroy(first);
}

/* Holds a slot while the registry is ended; tells what it could still do. */
static void *outlive(void *unused)
{
    bool wrote = write_one();
    (void)unused;
    pthread_barrier_wait(&step);
    pthread_barrier_wait(&step);
    return wrote && !write_one() && planproof_thread_slot() == NULL && !planproof_thread_leave() ? &step : NULL;
}

static void test_planproof_thread_destroy__slots_held__then_threads_end_unharmed(void)
{
    planproof_registry *registry = registry_of_threads(64);
    void *result = NULL;
    pthread_t thread;
    const planproof_slot *slot;

    CHECK(planproof_thread_init(registry));
    pthread_barrier_init(&step, NULL, 2);
    CHECK(pthread_create(&thread, NULL, outlive, NULL) == 0);
    pthread_barrier_wait(&step);
    planproof_thread_destroy(registry);
    pthread_barrier_wait(&step);
    CHECK(pthread_join(thread, &result) == 0);
    pthread_barrier_destroy(&step);
    CHECK(result == &step);
    slot = planproof_registry_slot(registry, 0);
    CHECK(slot != NULL && atomic_load_explicit(&slot->generation, memory_order_acquire) == 1);
    CHECK(planproof_registry_used(registry) == 1);
    planproof_registry_destroy(registry);
}

static void test_planproof_thread_write__first_event__then_registered(void)
{
    planproof_registry *registry = registry_of_threads(64);
    planproof_lane_handle detail;
    const planproof_slot *slot;
    CHECK(planproof_thread_init(registry));
    CHECK(planproof_thread_slot() == NULL);
    CHECK(planproof_thread_write(PLANPROOF_LANE_INDEX, 1));
    slot = planproof_thread_slot();
    CHECK(slot != NULL);
    CHECK(atomic_load_explicit(&slot->pid, memory_order_relaxed) == (uint32_t)getpid());
    CHECK(planproof_thread_write(PLANPROOF_LANE_DETAIL, 1));
    CHECK(planproof_thread_slot() == slot);
    detail = planproof_registry_lane(registry, slot, PLANPROOF_LANE_DETAIL);
    CHECK(planproof_lane_count(detail).emitted == 1);
    CHECK(planproof_thread_leave());
    CHECK(planproof_registry_used(registry) == 0);
    CHECK(drain_registry(registry, 64) == 2);
    planproof_thread_destroy(registry);
    planproof_registry_destroy(registry);
}

static void test_planproof_thread_write__no_registry__then_false(void)
{
    planproof_registry *registry = registry_of_threads(64);
    CHECK(!write_one());
    CHECK(planproof_thread_init(registry));
    CHECK(write_one());
    CHECK(planproof_thread_leave());
    planproof_thread_destroy(registry);
    CHECK(!write_one());
    CHECK(planproof_thread_slot() == NULL);
    CHECK(planproof_registry_used(registry) == 0);
    CHECK(planproof_registry_refuse(registry) == 1); /* the first: nobody counted */
    planproof_registry_destroy(registry);
}

static void test_planproof_thread_write__registry_full__then_refused_is_counted(void)
{
    planproof_registry *registry = registry_of_threads(64);
    planproof_slot *slot = NULL;
    CHECK(planproof_thread_init(registry));
    for (int number = 0; number < 64; number++) {
        slot = planproof_registry_claim(registry, 1);
        CHECK(slot != NULL);
    }
    CHECK(!write_one() && !write_one() && !write_one());
    CHECK(planproof_thread_slot() == NULL);
    CHECK(planproof_registry_refuse(registry) == 4);
    CHECK(planproof_registry_release(registry, slot, 1));
    CHECK(write_one());
    CHECK(planproof_thread_slot() == slot);
    CHECK(planproof_thread_leave());
    end(registry);
}

static void test_planproof_thread_slot__no_event_yet__then_null(void)
{
    planproof_registry *registry = registry_of_threads(64);
    CHECK(planproof_thread_init(registry));
    CHECK(planproof_thread_slot() == NULL);
    CHECK(write_one());
    CHECK(planproof_thread_slot() == planproof_registry_slot(registry, 0));
    CHECK(planproof_thread_leave());
    CHECK(planproof_thread_slot() == NULL);
    end(registry);
}

static void test_planproof_thread_leave__twice__then_false_second_time(void)
{
    planproof_registry *registry = registry_of_threads(64);
    CHECK(planproof_thread_init(registry));
    CHECK(!planproof_thread_leave());
    CHECK(write_one());
    CHECK(planproof_thread_leave());
    CHECK(!planproof_thread_leave());
    CHECK(write_one());
    CHECK(atomic_load_explicit(&planproof_thread_slot()->generation, memory_order_acquire) == 3);
    CHECK(planproof_thread_leave());
    CHECK(drain_registry(registry, 64) == 2);
    end(registry);
}

static void *write_and_return(void *unused)
{
    write_one();
    return unused;
}

static void *write_and_exit(void *unused)
{
    write_one();
    pthread_exit(unused);
}

static void *write_and_wait(void *unused)
{
    write_one();
    pthread_barrier_wait(&step);
    for (;;)
        pause();
    return unused;
}

static void test_planproof_thread_leave__thread_returns_exits_or_is_cancelled__then_slot_free(void)
{
    void *(*const ends[])(void *) = {write_and_return, write_and_exit, write_and_wait};
    planproof_registry *registry = registry_of_threads(64);

    CHECK(planproof_thread_init(registry));
    pthread_barrier_init(&step, NULL, 2);
    for (uint32_t number = 0; number < 3; number++) {
        const planproof_slot *slot = planproof_registry_slot(registry, 0);
        pthread_t thread;
        CHECK(slot != NULL);
        CHECK(pthread_create(&thread, NULL, ends[number], NULL) == 0);
        if (ends[number] == write_and_wait) {
            pthread_barrier_wait(&step);
            CHECK(pthread_cancel(thread) == 0);
        }
        CHECK(pthread_join(thread, NULL) == 0);
        CHECK(planproof_registry_used(registry) == 0);
        CHECK(atomic_load_explicit(&slot->generation, memory_order_acquire) == 2 * number + 2);
        CHECK(drain_registry(registry, 64) == 1);
    }
    pthread_barrier_destroy(&step);
    end(registry);
}

const tap_test thread_tests[] = {
    TAP(test_planproof_thread_init__second_registry__then_refused),
    TAP(test_planproof_thread_destroy__slots_held__then_threads_end_unharmed),
    TAP(test_planproof_thread_write__first_event__then_registered),
    TAP(test_planproof_thread_write__no_registry__then_false),
    TAP(test_planproof_thread_write__registry_full__then_refused_is_counted),
    TAP(test_planproof_thread_slot__no_event_yet__then_null),
    TAP(test_planproof_thread_leave__twice__then_false_second_time),
    TAP(test_planproof_thread_leave__thread_returns_exits_or_is_cancelled__then_slot_free),
    TAP_END,
};
