/* Tests of threads, drain, file and reader together. */
#include "files.h"
#include "planproof/thread.h"

#include <pthread.h>
#include <sched.h>

enum { THREADS = 64, EVENTS = 20000, CHUNKS_WRITTEN = 300 };

static pthread_barrier_t all;
static uint32_t wanted_events;
static _Atomic(bool) writing_done;

/* Writes while all threads have slots of their own, so that a slot's sequence numbers are its thread's. */
static void *write_events(void *unused)
{
    planproof_thread_write(PLANPROOF_LANE_INDEX, numbered_event(0));
    pthread_barrier_wait(&all);
    for (uint32_t number = 1; number < wanted_events; number++) {
        planproof_thread_write(PLANPROOF_LANE_INDEX, numbered_event(number));
        if (number % 1000 == 0)
            sched_yield();
    }
    return unused;
}

static void run_threads(planproof_registry *registry, uint32_t events)
{
    pthread_t threads[THREADS];
    wanted_events = events;
    CHECK(planproof_thread_init(registry));
    pthread_barrier_init(&all, NULL, THREADS);
    for (int number = 0; number < THREADS; number++)
        CHECK(pthread_create(&threads[number], NULL, write_events, NULL) == 0);
    for (int number = 0; number < THREADS; number++)
        pthread_join(threads[number], NULL);
    pthread_barrier_destroy(&all);
    planproof_thread_destroy(registry);
}

/* The events in a file of each slot, each where the one before it in that slot and the drops since say. */
static bool slots_without_gap(const char *path, uint64_t *events, uint64_t *dropped)
{
    static uint64_t next[THREADS];
    static planproof_chunk chunk;
    planproof_atf_reader *reader = planproof_atf_reader_init(path);
    bool right = reader != NULL;
    for (int slot = 0; slot < THREADS; slot++)
        next[slot] = 0;
    *events = 0;
    *dropped = 0;
    while (right && planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_CHUNK) {
        uint32_t slot = chunk.header.slot, missing = chunk.header.dropped[PLANPROOF_DROP_POOL_EMPTY];
        right = slot < THREADS && chunk.header.first_sequence == next[slot] + missing;
        for (uint32_t place = 0; right && place < chunk.header.event_count; place++)
            right = chunk.events[place] == numbered_event((uint32_t)chunk.header.first_sequence + place);
        next[slot % THREADS] = chunk.header.first_sequence + chunk.header.event_count;
        *events += chunk.header.event_count;
        *dropped += missing;
    }
    planproof_atf_reader_destroy(reader);
    return right;
}

static void test_planproof_drain_stop__64_threads__then_file_holds_every_event(void)
{
    recording made = recording_of(THREADS, best_encoding());
    planproof_drain_balance balance;
    uint64_t events, dropped;
    run_threads(made.registry, EVENTS);
    balance = planproof_drain_stop(made.drain);
    CHECK(balance.emitted == THREADS * EVENTS && balance.persisted == THREADS * EVENTS); /* 4 chunks hold 32,256 */
    CHECK(slots_without_gap(made.path, &events, &dropped));
    CHECK(events == THREADS * EVENTS && dropped == 0);
    end_recording(made);
}

static void test_planproof_drain_stop__pool_too_small__then_balance_holds(void)
{
    recording made = recording_of(THREADS, best_encoding());
    planproof_drain_balance balance;
    uint64_t events, dropped;
    /* More than 4 chunks hold, so that a drain behind its threads lets events drop; how many is the scheduler's. */
    run_threads(made.registry, 5 * EVENTS);
    balance = planproof_drain_stop(made.drain);
    CHECK(balance.emitted == 5 * THREADS * EVENTS);
    CHECK(balance.emitted == balance.persisted + balance.dropped[PLANPROOF_DROP_POOL_EMPTY]);
    CHECK(slots_without_gap(made.path, &events, &dropped));
    CHECK(events == balance.persisted);
    CHECK(dropped <= balance.dropped[PLANPROOF_DROP_POOL_EMPTY]); /* the last drops have no chunk behind them */
    end_recording(made);
}

static void *append_chunks(void *writer)
{
    for (uint32_t number = 0; number < CHUNKS_WRITTEN; number++)
        planproof_atf_writer_append(writer, sealed_chunk(1000 * number, 1000));
    atomic_store_explicit(&writing_done, true, memory_order_release);
    return NULL;
}

static void test_planproof_atf_reader_next__while_written__then_only_whole_blocks(void)
{
    static planproof_chunk chunk;
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    planproof_atf_reader *reader;
    uint32_t read = 0, wrong = 0;
    pthread_t thread;

    CHECK(writer != NULL);
    reader = planproof_atf_reader_init(file_path());
    CHECK(reader != NULL);
    atomic_store_explicit(&writing_done, false, memory_order_relaxed);
    CHECK(pthread_create(&thread, NULL, append_chunks, writer) == 0);
    for (bool last = false; !last;) {
        last = atomic_load_explicit(&writing_done, memory_order_acquire);
        while (planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_CHUNK) {
            wrong += planproof_chunk_check(&chunk) != PLANPROOF_CHUNK_SEALED;
            wrong +=
                chunk.header.first_sequence != 1000 * read || chunk.events[999] != numbered_event(1000 * read + 999);
            read++;
        }
        sched_yield();
    }
    pthread_join(thread, NULL);
    CHECK(wrong == 0 && read == CHUNKS_WRITTEN);
    CHECK(planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_END);
    planproof_atf_reader_destroy(reader);
    planproof_atf_writer_destroy(writer);
}

const tap_test recording_tests[] = {
    TAP(test_planproof_drain_stop__64_threads__then_file_holds_every_event),
    TAP(test_planproof_drain_stop__pool_too_small__then_balance_holds),
    TAP(test_planproof_atf_reader_next__while_written__then_only_whole_blocks),
    TAP_END,
};
