/* Tests of the drain. */
#include "files.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Signals that can't be blocked, and the two that the C library keeps to itself. */
static const uint64_t unblockable = UINT64_C(1) << (SIGKILL - 1) | UINT64_C(1) << (SIGSTOP - 1) | UINT64_C(3) << 31;

static uint64_t kept(planproof_drain_balance balance)
{
    uint64_t sum = balance.persisted;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        sum += balance.dropped[reason];
    return sum;
}

/* The line of a thread's status that begins so, behind the name; false when the thread is gone. */
static bool status_of(long thread, const char *name, char *value, size_t size_bytes)
{
    char path[64], line[256];
    bool found = false;
    snprintf(path, sizeof path, "/proc/self/task/%ld/status", thread);
    FILE *file = fopen(path, "r");
    while (file && !found && fgets(line, sizeof line, file)) {
        found = strncmp(line, name, strlen(name)) == 0;
        if (found)
            snprintf(value, size_bytes, "%.60s", line + strlen(name));
    }
    if (file)
        fclose(file);
    return found;
}

/* The ids of this process's threads but its first, up to most; how many there are. */
static int other_threads(long *threads, int most)
{
    usleep(2000); /* a thread that was joined stands there a moment longer */
    DIR *folder = opendir("/proc/self/task");
    const struct dirent *entry;
    int count = 0;
    CHECK(folder != NULL);
    while ((entry = readdir(folder)) != NULL) {
        long thread = strtol(entry->d_name, NULL, 10);
        if (thread > 0 && thread != (long)getpid() && count < most)
            threads[count++] = thread;
    }
    closedir(folder);
    return count;
}

static void test_planproof_drain_init__running__then_signals_blocked(void)
{
    long before[64], now[64];
    int count_before = other_threads(before, 64);
    recording made = recording_of(64, PLANPROOF_ATF_RAW);
    int count = other_threads(now, 64);
    long drain = 0;
    char mask[64] = "";

    CHECK(count == count_before + 1);
    for (int place = 0; place < count; place++) {
        bool known = false;
        for (int other = 0; other < count_before; other++)
            known = known || before[other] == now[place];
        drain = known ? drain : now[place];
    }
    CHECK(status_of(drain, "SigBlk:", mask, sizeof mask));
    CHECK((strtoull(mask, NULL, 16) | unblockable) == UINT64_MAX);
    CHECK(status_of(getpid(), "SigBlk:", mask, sizeof mask));
    CHECK((strtoull(mask, NULL, 16) & UINT64_C(1) << (SIGINT - 1)) == 0); /* the starting thread's own is as before */
    end_recording(made);
}

static void test_planproof_drain_destroy__not_stopped__then_thread_gone(void)
{
    long threads[64];
    int before = other_threads(threads, 64);
    recording made = recording_of(64, PLANPROOF_ATF_RAW);
    CHECK(other_threads(threads, 64) == before + 1);
    planproof_drain_destroy(made.drain);
    CHECK(other_threads(threads, 64) == before);
    planproof_drain_destroy(NULL);
    made.drain = NULL;
    end_recording(made);
}

static void test_planproof_drain_stop__events_held__then_all_persisted(void)
{
    recording made = recording_of(64, PLANPROOF_ATF_RAW);
    planproof_slot *slot = planproof_registry_claim(made.registry, 1);
    CHECK(slot != NULL);
    CHECK(write_numbered(planproof_registry_lane(made.registry, slot, PLANPROOF_LANE_INDEX), 0, 10000) == 10000);
    CHECK(write_numbered(planproof_registry_lane(made.registry, slot, PLANPROOF_LANE_DETAIL), 0, 7) == 7);
    planproof_drain_balance balance = planproof_drain_stop(made.drain);
    CHECK(balance.emitted == 10007 && balance.persisted == 10007);
    CHECK(kept(balance) == balance.emitted);
    CHECK(events_in_file(made.path) == 10007);
    end_recording(made);
}

static void test_planproof_drain_stop__file_size_limit__then_counted_as_disk_full(void)
{
    recording made = recording_of(64, PLANPROOF_ATF_RAW);
    planproof_slot *slot = planproof_registry_claim(made.registry, 1);
    planproof_drain_balance balance;
    void (*before_signal)(int);
    struct rlimit before, limit;

    CHECK(slot != NULL);
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    limit = before;
    limit.rlim_cur = 100000; /* one chunk of 64 KiB, and half of another */
    before_signal = signal(SIGXFSZ, SIG_IGN);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    write_numbered(planproof_registry_lane(made.registry, slot, PLANPROOF_LANE_INDEX), 0, 2 * PLANPROOF_CHUNK_EVENTS);
    balance = planproof_drain_stop(made.drain);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, before_signal);
    CHECK(balance.emitted == 2 * PLANPROOF_CHUNK_EVENTS);
    CHECK(balance.persisted == PLANPROOF_CHUNK_EVENTS);
    CHECK(balance.dropped[PLANPROOF_DROP_DISK_FULL] == PLANPROOF_CHUNK_EVENTS);
    CHECK(kept(balance) == balance.emitted);
    CHECK(events_in_file(made.path) == PLANPROOF_CHUNK_EVENTS);
    end_recording(made);
}

static void test_planproof_drain_stop__torn_chunk_submitted__then_counted_as_torn(void)
{
    recording made = recording_of(64, PLANPROOF_ATF_RAW);
    planproof_slot *slot = planproof_registry_claim(made.registry, 1);
    planproof_lane_handle handle;
    planproof_drain_balance balance;
    planproof_chunk *chunk;
    int32_t number;

    CHECK(slot != NULL);
    handle = planproof_registry_lane(made.registry, slot, PLANPROOF_LANE_INDEX);
    CHECK(write_numbered(handle, 0, 5) == 5);
    /* Submitted by hand, so that it can be spoiled between seal and submit. */
    number = atomic_load_explicit(&handle.lane->chunk, memory_order_relaxed);
    chunk = &handle.chunks[number];
    planproof_chunk_seal(chunk, 5);
    chunk->events[2] ^= 1;
    CHECK(planproof_ring_push(&handle.lane->submit, (uint32_t)number));
    atomic_store_explicit(&handle.lane->chunk, PLANPROOF_NO_CHUNK, memory_order_release);
    atomic_store_explicit(&handle.lane->cursor, PLANPROOF_CHUNK_EVENTS, memory_order_release);
    CHECK(write_numbered(handle, 5, 3) == 3);
    balance = planproof_drain_stop(made.drain);
    CHECK(balance.emitted == 8 && balance.persisted == 3 && balance.dropped[PLANPROOF_DROP_TORN] == 5);
    CHECK(kept(balance) == balance.emitted);
    CHECK(events_in_file(made.path) == 3);
    end_recording(made);
}

const tap_test drain_tests[] = {
    TAP(test_planproof_drain_init__running__then_signals_blocked),
    TAP(test_planproof_drain_destroy__not_stopped__then_thread_gone),
    TAP(test_planproof_drain_stop__events_held__then_all_persisted),
    TAP(test_planproof_drain_stop__file_size_limit__then_counted_as_disk_full),
    TAP(test_planproof_drain_stop__torn_chunk_submitted__then_counted_as_torn),
    TAP_END,
};
