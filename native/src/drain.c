/* The drain thread: rounds over all lanes, and the balance at its end. */
#include "planproof/drain.h"

#include "planproof/lane_copy.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct planproof_drain {
    planproof_registry *registry;
    planproof_atf_writer *writer;
    uint32_t rest_us;
    bool joined;
    pthread_t thread;
    PLANPROOF_ATOMIC(bool) stopping;
    planproof_drain_balance balance; /* what the drain itself counts; the rest is the lanes' */
    planproof_chunk copy;
};

/* Appends a chunk, or counts its events with the reason why it couldn't be. */
static void keep(planproof_drain *drain, const planproof_chunk *chunk)
{
    uint32_t count = chunk->header.event_count;
    count = count < PLANPROOF_CHUNK_EVENTS ? count : PLANPROOF_CHUNK_EVENTS;
    if (planproof_atf_writer_append(drain->writer, chunk))
        drain->balance.persisted += count;
    else
        drain->balance.dropped[errno == EINVAL ? PLANPROOF_DROP_TORN : PLANPROOF_DROP_DISK_FULL] += count;
}

typedef uint32_t lane_action(planproof_drain *drain, planproof_lane_handle handle);

/* Does that to every lane of the registry; the sum of what it gives. */
static uint64_t for_lanes(planproof_drain *drain, lane_action *act)
{
    const planproof_slot *slot;
    uint64_t sum = 0;
    for (uint32_t number = 0; (slot = planproof_registry_slot(drain->registry, number)) != NULL; number++) {
        for (int kind = 0; kind < PLANPROOF_LANES; kind++) {
            planproof_lane_handle handle = planproof_registry_lane(drain->registry, slot, (planproof_lane_kind)kind);
            sum += handle.lane ? act(drain, handle) : 0;
        }
    }
    return sum;
}

/* Takes what is submitted; how many chunks that were. */
static uint32_t take_submitted(planproof_drain *drain, planproof_lane_handle handle)
{
    const planproof_chunk *chunk;
    uint32_t count = 0;
    for (; (chunk = planproof_lane_take(handle)) != NULL; count++) {
        keep(drain, chunk);
        planproof_lane_give_back(handle, chunk);
    }
    return count;
}

/* Takes what a resting lane holds, and adds up what it counted. */
static uint32_t close_lane(planproof_drain *drain, planproof_lane_handle handle)
{
    planproof_lane_balance balance = planproof_lane_count(handle);
    uint32_t held = planproof_lane_copy(handle, &drain->copy);
    if (held > 0)
        keep(drain, &drain->copy);
    drain->balance.emitted += balance.emitted;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        drain->balance.dropped[reason] += balance.dropped[reason];
    return held;
}

static void *run_rounds(void *own)
{
    planproof_drain *drain = own;
    while (!atomic_load_explicit(&drain->stopping, memory_order_acquire)) {
        if (for_lanes(drain, take_submitted) == 0)
            usleep(drain->rest_us);
    }
    return NULL;
}

/* Starts the thread with all signals blocked, which a thread has from the one that starts it. */
static int start_blocked(planproof_drain *drain, planproof_registry *registry, planproof_atf_writer *writer,
                         uint32_t rest_us)
{
    sigset_t every, before;
    drain->registry = registry;
    drain->writer = writer;
    drain->rest_us = rest_us;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    int error = pthread_create(&drain->thread, NULL, run_rounds, drain);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

planproof_drain *planproof_drain_init(planproof_registry *registry, planproof_atf_writer *writer, uint32_t rest_us)
{
    planproof_drain *drain = calloc(1, sizeof *drain);
    int error = drain ? start_blocked(drain, registry, writer, rest_us) : ENOMEM;
    errno = error ? error : errno;
    free(error ? drain : NULL);
    return error ? NULL : drain;
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
    if (drain)
        join(drain);
    free(drain);
}

planproof_drain_balance planproof_drain_stop(planproof_drain *drain)
{
    bool first = !drain->joined;
    join(drain);
    if (first) {
        for_lanes(drain, take_submitted);
        for_lanes(drain, close_lane);
    }
    return drain->balance;
}
