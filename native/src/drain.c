/* The drain thread: rounds over all lanes, and the balance at its end. */
#include "planproof/drain.h"

#include "balance.h"
#include "open_calls.h"
#include "planproof/atf_files.h"
#include "planproof/lane_copy.h"
#include "quiet_thread.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_FOR_DEAD_NS = 200000000 };

struct planproof_drain {
    planproof_registry *registry;
    planproof_control *control;   /* NULL without a session */
    planproof_atf_writer *writer; /* NULL with files */
    planproof_atf_files *files;
    uint32_t rest_us;
    bool joined;
    pthread_t thread;
    PLANPROOF_ATOMIC(bool) stopping;
    PLANPROOF_ATOMIC(uint64_t) persisted, size_bytes; /* for whoever watches */
    uint64_t looked_for_dead_ns;
    planproof_balance balance;
    planproof_drain_row lost;         /* what no row could be made for */
    planproof_open_calls *open_calls; /* a lane */
    planproof_chunk copy;
};

static uint64_t monotonic_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void beat(planproof_drain *drain)
{
    if (drain->control)
        atomic_store_explicit(&drain->control->heartbeat_ns, monotonic_ns(), memory_order_relaxed);
}

static planproof_drain_row *row_of(planproof_drain *drain, uint32_t pid, uint32_t slot, uint32_t generation,
                                   planproof_lane_kind lane)
{
    planproof_drain_row *row = planproof_balance_row(&drain->balance, pid, slot, generation, lane);
    return row ? row : &drain->lost;
}

static bool append(planproof_drain *drain, const planproof_chunk *chunk)
{
    bool done = drain->files ? planproof_atf_files_append(drain->files, chunk)
                             : planproof_atf_writer_append(drain->writer, chunk);
    uint64_t bytes = drain->files ? planproof_atf_files_bytes(drain->files) : planproof_atf_writer_bytes(drain->writer);
    atomic_store_explicit(&drain->size_bytes, bytes, memory_order_relaxed);
    return done;
}

/* Appends the private copy of a chunk, or counts its events with the reason why it couldn't be. */
static void keep(planproof_drain *drain, const planproof_slot *slot, planproof_lane_kind kind)
{
    planproof_chunk_header *header = &drain->copy.header;
    uint32_t count = header->event_count < PLANPROOF_CHUNK_EVENTS ? header->event_count : PLANPROOF_CHUNK_EVENTS;
    planproof_drain_row *row = row_of(drain, header->pid, slot->number, header->generation, kind);
    bool hooked = header->magic == PLANPROOF_CHUNK_MAGIC && header->crc32c == 0;
    if (hooked && count > 0)
        planproof_open_calls_complete(&drain->open_calls[slot->number * PLANPROOF_LANES + kind], &drain->copy, count);
    if (append(drain, &drain->copy)) {
        row->persisted += count;
        atomic_fetch_add_explicit(&drain->persisted, count, memory_order_relaxed);
    } else {
        row->dropped[errno == EINVAL ? PLANPROOF_DROP_TORN : PLANPROOF_DROP_DISK_FULL] += count;
    }
    beat(drain);
}

static void book(planproof_drain *drain, const planproof_slot *slot, planproof_lane_kind kind,
                 const planproof_account *account)
{
    planproof_drain_row *row = row_of(drain, account->pid, slot->number, account->generation, kind);
    row->threads += account->threads;
    row->emitted += account->emitted;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        row->dropped[reason] += account->dropped[reason];
}

typedef uint32_t lane_action(planproof_drain *drain, const planproof_slot *slot, planproof_lane_kind kind,
                             planproof_lane_handle handle);

/* Does that to every lane of the registry; the sum of what it gives. */
static uint64_t for_lanes(planproof_drain *drain, lane_action *act)
{
    const planproof_slot *slot;
    uint64_t sum = 0;
    for (uint32_t number = 0; (slot = planproof_registry_slot(drain->registry, number)) != NULL; number++) {
        for (int kind = 0; kind < PLANPROOF_LANES; kind++) {
            planproof_lane_handle handle = planproof_registry_lane(drain->registry, slot, (planproof_lane_kind)kind);
            sum += handle.lane ? act(drain, slot, (planproof_lane_kind)kind, handle) : 0;
        }
    }
    return sum;
}

/* Takes what is submitted and accounted for; how many chunks that were. */
static uint32_t take_submitted(planproof_drain *drain, const planproof_slot *slot, planproof_lane_kind kind,
                               planproof_lane_handle handle)
{
    const planproof_chunk *chunk;
    planproof_account account;
    uint32_t count = 0;
    for (; (chunk = planproof_lane_take(handle)) != NULL; count++) {
        memcpy(&drain->copy, chunk, sizeof drain->copy);
        planproof_lane_give_back(handle, chunk);
        keep(drain, slot, kind);
    }
    while (planproof_lane_take_account(handle, &account))
        book(drain, slot, kind, &account);
    return count;
}

/* Takes what a resting lane holds and no account has told. */
static uint32_t close_lane(planproof_drain *drain, const planproof_slot *slot, planproof_lane_kind kind,
                           planproof_lane_handle handle)
{
    planproof_account account = planproof_lane_untold(handle);
    uint32_t held = planproof_lane_copy(handle, &drain->copy);
    if (held > 0)
        keep(drain, slot, kind);
    if (account.emitted > 0 || held > 0) {
        account.threads++;
        book(drain, slot, kind, &account);
    }
    return held;
}

/* Frees the slots of dead processes; what their lanes hold is submitted then, for the next round. */
static void release_dead(planproof_drain *drain)
{
    planproof_slot *slot;
    uint64_t now_ns = monotonic_ns();
    if (drain->control == NULL || now_ns - drain->looked_for_dead_ns < LOOK_FOR_DEAD_NS)
        return;
    drain->looked_for_dead_ns = now_ns;
    for (uint32_t number = 0; (slot = planproof_registry_slot(drain->registry, number)) != NULL; number++) {
        uint32_t generation = atomic_load_explicit(&slot->generation, memory_order_acquire);
        pid_t pid = (pid_t)atomic_load_explicit(&slot->pid, memory_order_relaxed);
        if (generation % 2 == 1 && pid > 0 && kill(pid, 0) != 0 && errno == ESRCH)
            planproof_registry_release_dead(drain->registry, slot, generation);
    }
}

static void *run_rounds(void *own)
{
    planproof_drain *drain = own;
    while (!atomic_load_explicit(&drain->stopping, memory_order_acquire)) {
        beat(drain);
        if (for_lanes(drain, take_submitted) == 0)
            usleep(drain->rest_us);
        release_dead(drain);
    }
    return NULL;
}

static planproof_drain *start(planproof_registry *registry, planproof_control *control, planproof_atf_writer *writer,
                              planproof_atf_files *files, uint32_t rest_us)
{
    uint32_t lanes = planproof_registry_slots(registry) * PLANPROOF_LANES;
    planproof_drain *drain = calloc(1, sizeof *drain);
    int error = ENOMEM;
    if (drain) {
        *drain = (planproof_drain){.registry = registry, .control = control, .writer = writer, .rest_us = rest_us};
        drain->open_calls = calloc(lanes, sizeof *drain->open_calls);
    }
    if (drain && drain->open_calls) {
        drain->files = files;
        beat(drain);
        error = planproof_quiet_thread(&drain->thread, run_rounds, drain);
    }
    if (error == 0)
        return drain;
    free(drain ? drain->open_calls : NULL);
    free(drain);
    errno = error;
    return NULL;
}

planproof_drain *planproof_drain_init(planproof_registry *registry, planproof_atf_writer *writer, uint32_t rest_us)
{
    return start(registry, NULL, writer, NULL, rest_us);
}

planproof_drain *planproof_drain_init_files(planproof_registry *registry, planproof_control *control,
                                            const char *atf_directory, planproof_atf_encoding encoding,
                                            uint32_t rest_us)
{
    planproof_atf_files *files = planproof_atf_files_init(atf_directory, encoding);
    planproof_drain *drain = files ? start(registry, control, NULL, files, rest_us) : NULL;
    if (drain == NULL && files) {
        int error = errno;
        planproof_atf_files_destroy(files);
        errno = error;
    }
    return drain;
}

static void join(planproof_drain *drain)
{
    atomic_store_explicit(&drain->stopping, true, memory_order_release);
    if (!drain->joined)
        pthread_join(drain->thread, NULL);
    drain->joined = true;
}

void planproof_drain_destroy(planproof_drain *drain)
{
    if (drain == NULL)
        return;
    join(drain);
    planproof_atf_files_destroy(drain->files);
    planproof_balance_destroy(&drain->balance);
    free(drain->open_calls);
    free(drain);
}

static void add(planproof_drain_balance *sum, const planproof_drain_row *row)
{
    sum->emitted += row->emitted;
    sum->persisted += row->persisted;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        sum->dropped[reason] += row->dropped[reason];
}

planproof_drain_balance planproof_drain_stop(planproof_drain *drain)
{
    uint64_t refused = planproof_registry_refused(drain->registry);
    planproof_drain_balance sum = {.emitted = refused};
    bool first = !drain->joined;
    join(drain);
    if (first) {
        for_lanes(drain, take_submitted);
        for_lanes(drain, close_lane);
        planproof_balance_finish(&drain->balance);
    }
    for (uint32_t number = 0; number < drain->balance.row_count; number++)
        add(&sum, &drain->balance.rows[number]);
    add(&sum, &drain->lost);
    sum.dropped[PLANPROOF_DROP_REGISTRY_FULL] += refused;
    return sum;
}

const planproof_drain_row *planproof_drain_rows(const planproof_drain *drain, uint32_t *count)
{
    *count = drain->joined ? drain->balance.row_count : 0;
    return drain->balance.rows;
}

void planproof_drain_progress(const planproof_drain *drain, uint64_t *persisted, uint64_t *size_bytes)
{
    *persisted = atomic_load_explicit(&drain->persisted, memory_order_relaxed);
    *size_bytes = atomic_load_explicit(&drain->size_bytes, memory_order_relaxed);
}
