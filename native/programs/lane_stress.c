/* `lane_stress THREADS EVENTS [--alive N] [--chunks N] [--no-drain | --to FILE]`: lets threads write events, drains beside them, prints the
 * balance.
 *
 *     threads=64 emitted=6400000 taken=6400000 dropped=0 refused=0 difference=0
 *
 * With `--to FILE` the drain records into a file, which is read back afterwards; `lane_stress --read FILE` reads one.
 *
 *     file=stress.idx read=6400000 lost_bytes=0
 *
 * Emitted is what the threads counted themselves, the rest is what lanes and registry say; the exit code is 1 when the
 * difference isn't 0, 2 when the command line is wrong, 3 when memory or threads can't be had. */
#include "planproof/atf_reader.h"
#include "planproof/drain.h"
#include "planproof/thread.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_ALIVE = 4096, DRAIN_REST_US = 200 };

typedef struct settings {
    uint32_t threads;
    uint32_t events;
    uint32_t alive;  /* threads at a time */
    uint32_t chunks; /* a lane */
    bool drain;      /* beside the threads; else once at the end */
    const char *to;  /* a file to record into, or NULL */
} settings;

typedef struct sums {
    uint64_t taken;
    uint64_t dropped;
} sums;

static settings chosen;
static planproof_registry *registry;
static pthread_barrier_t all_registered;
static _Atomic(uint64_t) emitted;
static _Atomic(bool) batch_done;

static void *write_events(void *unused)
{
    uint64_t event = planproof_event_pack(PLANPROOF_EVENT_TIME, 0, 0);
    if (chosen.events > 0)
        planproof_thread_write(PLANPROOF_LANE_INDEX, event);
    /* Every thread of a batch has a slot of its own before the first one ends. */
    pthread_barrier_wait(&all_registered);
    for (uint32_t number = 1; number < chosen.events; number++)
        planproof_thread_write(PLANPROOF_LANE_INDEX, event + number);
    atomic_fetch_add_explicit(&emitted, chosen.events, memory_order_relaxed);
    return unused;
}

static planproof_lane_handle lane_at(uint32_t number)
{
    const planproof_slot *slot = planproof_registry_slot(registry, number / PLANPROOF_LANES);
    return planproof_registry_lane(registry, slot, (planproof_lane_kind)(number % PLANPROOF_LANES));
}

static uint32_t lane_count(void)
{
    return (chosen.alive + 63) / 64 * 64 * PLANPROOF_LANES;
}

static void drain_all(void)
{
    for (uint32_t number = 0; number < lane_count(); number++) {
        planproof_lane_handle handle = lane_at(number);
        const planproof_chunk *chunk;
        while ((chunk = planproof_lane_take(handle)) != NULL)
            planproof_lane_give_back(handle, chunk);
    }
}

/* Drains until a whole round has begun after the batch's last thread had ended. */
static void *drain_beside(void *unused)
{
    for (bool last = false; !last;) {
        last = atomic_load_explicit(&batch_done, memory_order_acquire);
        drain_all();
    }
    return unused;
}

/* The recording drain takes what this batch has submitted before the next one uses the slots again. */
static void wait_until_drained(void)
{
    for (uint32_t number = 0; number < lane_count(); number++) {
        while (planproof_ring_count(&lane_at(number).lane->submit) > 0)
            sched_yield();
    }
}

static void start(pthread_t *thread, void *(*run)(void *))
{
    int error = pthread_create(thread, NULL, run, NULL);
    if (error != 0) {
        fprintf(stderr, "lane_stress: a thread can't be started: %s\n", strerror(error));
        exit(3);
    }
}

static void run_batch(uint32_t count, pthread_t *threads)
{
    pthread_t drain;
    atomic_store_explicit(&batch_done, false, memory_order_release);
    pthread_barrier_init(&all_registered, NULL, count);
    if (chosen.drain && !chosen.to)
        start(&drain, drain_beside);
    for (uint32_t number = 0; number < count; number++)
        start(&threads[number], write_events);
    for (uint32_t number = 0; number < count; number++)
        pthread_join(threads[number], NULL);
    atomic_store_explicit(&batch_done, true, memory_order_release);
    if (chosen.drain && !chosen.to)
        pthread_join(drain, NULL);
    if (chosen.to)
        wait_until_drained();
    pthread_barrier_destroy(&all_registered);
}

static sums count_all(void)
{
    sums all = {0, 0};
    for (uint32_t number = 0; number < lane_count(); number++) {
        planproof_lane_balance balance = planproof_lane_count(lane_at(number));
        all.taken += balance.taken;
        for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
            all.dropped += balance.dropped[reason];
    }
    return all;
}

/* A whole number in those bounds; false for anything else. */
static bool read_number(const char *text, uint32_t least, uint32_t most, uint32_t *number)
{
    char *end = NULL;
    unsigned long value;
    errno = 0;
    value = text ? strtoul(text, &end, 10) : 0;
    *number = (uint32_t)value;
    return text && *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && value >= least && value <= most;
}

static bool read_arguments(int count, char **arguments)
{
    bool right = count >= 3 && read_number(arguments[1], 1, 1000000, &chosen.threads) &&
                 read_number(arguments[2], 0, 1000000000, &chosen.events);
    chosen.alive = 64;
    chosen.drain = true;
    chosen.chunks = chosen.events / PLANPROOF_CHUNK_EVENTS + 1;
    chosen.chunks = chosen.chunks < 2                        ? 2
                    : chosen.chunks > PLANPROOF_RING_ENTRIES ? PLANPROOF_RING_ENTRIES
                                                             : chosen.chunks;
    for (int place = 3; right && place < count; place++) {
        const char *value = place + 1 < count ? arguments[place + 1] : NULL;
        if (strcmp(arguments[place], "--no-drain") == 0) {
            chosen.drain = false;
            continue;
        }
        if (strcmp(arguments[place], "--to") == 0 && value) {
            chosen.to = value;
            place++;
            continue;
        }
        right = (strcmp(arguments[place], "--alive") == 0 && read_number(value, 1, MOST_ALIVE, &chosen.alive)) ||
                (strcmp(arguments[place], "--chunks") == 0 && read_number(value, 2, 64, &chosen.chunks));
        place++;
    }
    return right && (chosen.drain || !chosen.to);
}

static planproof_registry *make_registry(void)
{
    uint64_t lane_bytes = sizeof(planproof_lane) + chosen.chunks * sizeof(planproof_chunk);
    uint64_t blocks_bytes = ((chosen.alive + UINT64_C(63)) / 64) * (sizeof(planproof_registry_block) + 4096);
    planproof_region *region = planproof_region_init(NULL, lane_count() * lane_bytes + blocks_bytes);
    planproof_registry *made = region ? planproof_registry_init(region, chosen.alive, chosen.chunks) : NULL;
    if (made == NULL || !planproof_thread_init(made)) {
        fprintf(stderr, "lane_stress: the shared memory can't be had: %s\n", strerror(errno));
        exit(3);
    }
    return made;
}

/* Reads a file to its end and says what is in it; how many events that are. */
static uint64_t read_back(const char *path)
{
    static planproof_chunk chunk;
    planproof_atf_reader *reader = planproof_atf_reader_init(path);
    uint64_t events = 0;
    if (reader == NULL) {
        fprintf(stderr, "lane_stress: %s can't be read: %s\n", path, strerror(errno));
        exit(3);
    }
    while (planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_CHUNK)
        events += chunk.header.event_count;
    printf("file=%s read=%llu lost_bytes=%llu\n", path, (unsigned long long)events,
           (unsigned long long)planproof_atf_reader_lost(reader));
    planproof_atf_reader_destroy(reader);
    return events;
}

static planproof_atf_writer *make_writer(void)
{
    planproof_atf_encoding encoding = planproof_atf_has_zstd() ? PLANPROOF_ATF_ZSTD : PLANPROOF_ATF_RAW;
    planproof_atf_writer *writer = planproof_atf_writer_init(chosen.to, (uint32_t)getpid(), encoding);
    if (writer == NULL) {
        fprintf(stderr, "lane_stress: %s can't be written: %s\n", chosen.to, strerror(errno));
        exit(3);
    }
    return writer;
}

static void run_batches(void)
{
    static pthread_t threads[MOST_ALIVE];
    for (uint32_t started = 0; started < chosen.threads; started += chosen.alive) {
        uint32_t left = chosen.threads - started;
        run_batch(left < chosen.alive ? left : chosen.alive, threads);
    }
}

/* Lets the threads write while a drain records; how many events it has persisted. */
static uint64_t record(void)
{
    planproof_atf_writer *writer = make_writer();
    planproof_drain *drain = planproof_drain_init(registry, writer, DRAIN_REST_US);
    if (drain == NULL) {
        fprintf(stderr, "lane_stress: the drain can't be started: %s\n", strerror(errno));
        exit(3);
    }
    run_batches();
    planproof_drain_balance balance = planproof_drain_stop(drain);
    planproof_drain_destroy(drain);
    planproof_atf_writer_destroy(writer);
    return balance.persisted;
}

int main(int count, char **arguments)
{
    uint64_t persisted = 0;
    if (count == 3 && strcmp(arguments[1], "--read") == 0) {
        read_back(arguments[2]);
        return 0;
    }
    if (!read_arguments(count, arguments)) {
        fputs(
            "usage: lane_stress THREADS EVENTS [--alive N] [--chunks 2..64] [--no-drain | --to FILE], or --read FILE\n",
            stderr);
        return 2;
    }
    registry = make_registry();
    if (chosen.to) {
        persisted = record();
    } else {
        run_batches();
        drain_all();
    }
    sums all = count_all();
    uint64_t refused = planproof_registry_refuse(registry) - 1;
    uint64_t sent = atomic_load_explicit(&emitted, memory_order_relaxed);
    int64_t difference = (int64_t)(sent - all.taken - all.dropped - refused);
    printf("threads=%u emitted=%llu taken=%llu dropped=%llu refused=%llu difference=%lld\n", chosen.threads,
           (unsigned long long)sent, (unsigned long long)all.taken, (unsigned long long)all.dropped,
           (unsigned long long)refused, (long long)difference);
    return difference != 0 || (chosen.to && read_back(chosen.to) != persisted);
}
