/* `lane_benchmark FILE`: times registrations and writes, and writes the figures in Google Benchmark's JSON form.
 *
 * Every sample is timed by two reads of CLOCK_MONOTONIC, whose own cost is part of a registration's figure (context.clock_ns) and
 * is spread over 80,640 events in that of a write. */
#include "planproof/registry.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { THREADS = 64, ROUNDS = 200, WARM_UP = 20, REPETITIONS = 100, CHUNKS = 16, EVENTS = 10 * PLANPROOF_CHUNK_EVENTS };

static const char claim_name[] = "planproof_registry_claim__64_threads_at_once__then_under_1_us";
static const char alone_name[] = "planproof_lane_write__one_thread__then_under_10_ns";
static const char drained_name[] = "planproof_lane_write__drain_at_work__then_under_10_ns";

static FILE *report;
static planproof_registry *registry;
static pthread_barrier_t all;
static _Atomic(bool) writer_done;
static uint64_t claim_ns[THREADS][ROUNDS];

static uint64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static double clock_ns(void)
{
    enum { READS = 100000 };
    uint64_t start = now_ns();
    for (int number = 0; number < READS; number++)
        now_ns();
    return (double)(now_ns() - start) / READS;
}

/* One sample; counters is empty or begins with a comma. */
static void tell(const char *name, int number, int count, int iterations, double time_ns, const char *counters)
{
    static bool told_before;
    fprintf(report,
            "%s{\"name\": \"%s\", \"run_name\": \"%s\", \"run_type\": \"iteration\", \"repetitions\": %d, "
            "\"repetition_index\": %d, \"threads\": 1, \"iterations\": %d, \"real_time\": %.3f, \"cpu_time\": %.3f, "
            "\"time_unit\": \"ns\"%s}",
            told_before ? ",\n" : "", name, name, count, number, iterations, time_ns, time_ns, counters);
    told_before = true;
}

static void *claim_in_rounds(void *own)
{
    uint64_t *samples_ns = own;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
        pthread_barrier_wait(&all);
        uint64_t start_ns = now_ns();
        planproof_slot *slot = planproof_registry_claim(registry, 1);
        uint64_t end_ns = now_ns();
        if (slot == NULL)
            abort();
        if (round >= 0)
            samples_ns[round] = end_ns - start_ns;
        pthread_barrier_wait(&all);
        planproof_registry_release(registry, slot, atomic_load_explicit(&slot->generation, memory_order_relaxed));
    }
    return NULL;
}

static void measure_claims(void)
{
    pthread_t threads[THREADS];
    pthread_barrier_init(&all, NULL, THREADS);
    for (int number = 0; number < THREADS; number++) {
        if (pthread_create(&threads[number], NULL, claim_in_rounds, claim_ns[number]) != 0)
            abort();
    }
    for (int number = 0; number < THREADS; number++)
        pthread_join(threads[number], NULL);
    pthread_barrier_destroy(&all);
    for (int sample = 0; sample < THREADS * ROUNDS; sample++) {
        uint64_t time_ns = claim_ns[sample / ROUNDS][sample % ROUNDS];
        const char *over = time_ns > 1000 ? ", \"over_1_us\": 1" : ", \"over_1_us\": 0";
        tell(claim_name, sample, THREADS * ROUNDS, 1, (double)time_ns, over);
    }
}

static void drain(planproof_lane_handle handle)
{
    const planproof_chunk *chunk;
    while ((chunk = planproof_lane_take(handle)) != NULL)
        planproof_lane_give_back(handle, chunk);
}

static void *drain_beside(void *lane)
{
    while (!atomic_load_explicit(&writer_done, memory_order_acquire))
        drain(*(planproof_lane_handle *)lane);
    return NULL;
}

/* Nanoseconds of one event: calls and returns by turns. */
static double write_ns(planproof_lane_handle handle)
{
    uint64_t call = planproof_event_pack(PLANPROOF_EVENT_CALL, 42, 0);
    uint64_t leave = planproof_event_pack(PLANPROOF_EVENT_RETURN, 42, 0);
    uint64_t start_ns = now_ns();
    for (int number = 0; number < EVENTS; number += 2) {
        planproof_lane_write(handle, call);
        planproof_lane_write(handle, leave);
    }
    return (double)(now_ns() - start_ns) / EVENTS;
}

static void measure_writes(const char *name, planproof_lane_handle handle, bool drain_at_work)
{
    for (int number = -WARM_UP; number < REPETITIONS; number++) {
        uint64_t dropped = planproof_lane_count(handle).dropped[PLANPROOF_DROP_POOL_EMPTY];
        char counters[40];
        double time_ns = write_ns(handle);
        dropped = planproof_lane_count(handle).dropped[PLANPROOF_DROP_POOL_EMPTY] - dropped;
        snprintf(counters, sizeof counters, ", \"dropped\": %llu", (unsigned long long)dropped);
        if (number >= 0)
            tell(name, number, REPETITIONS, EVENTS, time_ns, counters);
        if (!drain_at_work)
            drain(handle);
        else
            while (planproof_ring_count(&handle.lane->submit) > 0)
                ;
    }
}

static void measure_writes_while_drained(planproof_lane_handle handle)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, drain_beside, &handle) != 0)
        abort();
    measure_writes(drained_name, handle, true);
    atomic_store_explicit(&writer_done, true, memory_order_release);
    pthread_join(thread, NULL);
}

int main(int count, char **arguments)
{
    planproof_region *region = planproof_region_init(NULL, UINT64_C(160) << 20);
    registry = region ? planproof_registry_init(region, THREADS, CHUNKS) : NULL;
    report = count == 2 ? fopen(arguments[1], "w") : NULL;
    if (registry == NULL || report == NULL) {
        fputs("usage: lane_benchmark FILE, with 160 MB of shared memory\n", stderr);
        return 3;
    }
    fprintf(report, "{\"context\": {\"clock_ns\": %.1f}, \"benchmarks\": [\n", clock_ns());
    measure_claims();
    const planproof_slot *slot = planproof_registry_claim(registry, 1);
    planproof_lane_handle handle = planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX);
    measure_writes(alone_name, handle, false);
    measure_writes_while_drained(handle);
    fprintf(report, "\n]}\n");
    planproof_registry_destroy(registry);
    planproof_region_destroy(region);
    return fclose(report) != 0;
}
