/* `file_benchmark FILE`: times draining into a file, reading it back, and its columns, in Google Benchmark's JSON form. The recordings lie beside
 * FILE while it runs. */
#include "planproof/atf_decode.h"
#include "planproof/atf_reader.h"
#include "planproof/drain.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { REPETITIONS = 20, WRITERS = 2, EVENTS = 2000000, CHUNKS = 64, DRAIN_REST_US = 200 };

static const char drain_name[] = "planproof_drain_stop__two_threads__then_15_million_events_a_second";
static const char read_name[] = "planproof_atf_reader_next__zstd__then_100_million_events_a_second";

static const char decode_name[] = "planproof_atf_decoder_next__zstd__then_100_million_events_a_second";

static FILE *report;
static char path[4096];

static uint64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* The processor time of this thread: reading waits for nothing, and other programs' turns aren't its. */
static uint64_t used_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void tell(const char *name, int number, uint64_t events, uint64_t time_ns, uint64_t size_bytes)
{
    static bool told_before;
    fprintf(report,
            "%s{\"name\": \"%s\", \"run_name\": \"%s\", \"run_type\": \"iteration\", \"repetitions\": %d, "
            "\"repetition_index\": %d, \"threads\": %d, \"iterations\": 1, \"real_time\": %llu, \"cpu_time\": %llu, "
            "\"time_unit\": \"ns\", \"items_per_second\": %.0f, \"bytes_an_event\": %.3f}",
            told_before ? ",\n" : "", name, name, REPETITIONS, number, WRITERS, (unsigned long long)time_ns,
            (unsigned long long)time_ns, (double)events * 1e9 / (double)time_ns, (double)size_bytes / (double)events);
    told_before = true;
}

/* Calls and returns of a few functions with tick deltas; waits for a free chunk, so that no event drops. */
static void *write_events(void *lane)
{
    planproof_lane_handle handle = *(planproof_lane_handle *)lane;
    for (uint32_t number = 0; number < EVENTS; number += 2) {
        uint32_t function = 1 + number % 47;
        while (number % PLANPROOF_CHUNK_EVENTS < 2 && planproof_ring_count(&handle.lane->free_chunks) < 2)
            sched_yield();
        planproof_lane_write(handle, planproof_event_pack(PLANPROOF_EVENT_CALL, function, function * 40 + number % 29));
        planproof_lane_write(handle, planproof_event_pack(PLANPROOF_EVENT_RETURN, function, number % 31));
    }
    planproof_lane_seal(handle);
    return NULL;
}

static uint64_t record(planproof_registry *registry, int number)
{
    planproof_lane_handle lanes[WRITERS];
    pthread_t threads[WRITERS];
    planproof_atf_encoding encoding = planproof_atf_has_zstd() ? PLANPROOF_ATF_ZSTD : PLANPROOF_ATF_RAW;
    planproof_atf_writer *writer = planproof_atf_writer_init(path, (uint32_t)getpid(), encoding);
    uint64_t start_ns = now_ns();
    planproof_drain *drain = writer ? planproof_drain_init(registry, writer, DRAIN_REST_US) : NULL;
    if (drain == NULL)
        abort();
    for (int place = 0; place < WRITERS; place++) {
        planproof_slot *slot = planproof_registry_claim(registry, 1);
        lanes[place] = planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX);
        if (pthread_create(&threads[place], NULL, write_events, &lanes[place]) != 0)
            abort();
    }
    for (int place = 0; place < WRITERS; place++)
        pthread_join(threads[place], NULL);
    planproof_drain_balance balance = planproof_drain_stop(drain);
    uint64_t time_ns = now_ns() - start_ns;
    uint64_t size_bytes = planproof_atf_writer_bytes(writer);
    planproof_drain_destroy(drain);
    planproof_atf_writer_destroy(writer);
    if (balance.persisted != WRITERS * EVENTS)
        abort();
    tell(drain_name, number, balance.persisted, time_ns, size_bytes);
    return size_bytes;
}

/* Columns of a chunk, which stay in the cache as they would for whoever looks at a file piece by piece. */
static planproof_atf_columns make_columns(void)
{
    enum { ROWS = 8192 };
    static uint64_t sequence[ROWS], ticks[ROWS], function[ROWS], instance[ROWS], task[ROWS];
    static uint32_t slot[ROWS], generation[ROWS];
    static uint8_t kind[ROWS], escape[ROWS];
    return (planproof_atf_columns){ROWS, sequence, ticks, function, instance, task, slot, generation, kind, escape};
}

static void measure_decoding(int number, uint64_t size_bytes)
{
    planproof_atf_columns columns = make_columns();
    uint64_t start_ns = used_ns(), events = 0, rows;
    planproof_atf_decoder *decoder = planproof_atf_decoder_init(path);
    while (decoder && (rows = planproof_atf_decoder_next(decoder, &columns)) > 0)
        events += rows;
    planproof_atf_decoder_destroy(decoder);
    if (events != WRITERS * EVENTS)
        abort();
    tell(decode_name, number, events, used_ns() - start_ns, size_bytes);
}

static void measure_recording(int number)
{
    planproof_region *region = planproof_region_init(NULL, UINT64_C(600) << 20);
    planproof_registry *registry = region ? planproof_registry_init(region, 64, CHUNKS) : NULL;
    static planproof_chunk chunk;
    uint64_t events = 0;
    if (registry == NULL)
        abort();
    uint64_t size_bytes = record(registry, number);
    planproof_registry_destroy(registry);
    planproof_region_destroy(region);

    uint64_t start_ns = used_ns();
    planproof_atf_reader *reader = planproof_atf_reader_init(path);
    while (reader && planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_CHUNK)
        events += chunk.header.event_count;
    planproof_atf_reader_destroy(reader);
    if (events != WRITERS * EVENTS)
        abort();
    tell(read_name, number, events, used_ns() - start_ns, size_bytes);
    measure_decoding(number, size_bytes);
    unlink(path);
}

int main(int count, char **arguments)
{
    report = count == 2 ? fopen(arguments[1], "w") : NULL;
    if (report == NULL) {
        fputs("usage: file_benchmark FILE, with 600 MB of shared memory\n", stderr);
        return 3;
    }
    snprintf(path, sizeof path, "%s.idx", arguments[1]);
    fprintf(report, "{\"context\": {}, \"benchmarks\": [\n");
    for (int number = 0; number < REPETITIONS; number++)
        measure_recording(number);
    fprintf(report, "\n]}\n");
    return fclose(report) != 0;
}
