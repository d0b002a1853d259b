/* Sessions: lanes.shm made by the controller, joined by its targets. */
#include "planproof/session.h"

#include "planproof/thread.h"
#include "process.h"
#include "ticker.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_THREADS = 64, DEFAULT_CHUNKS = 4, MOST_THREADS = 65536 };

struct planproof_session {
    planproof_region *region;
    planproof_registry *registry;
    planproof_control *control;
    planproof_ticker *ticker; /* the controller's */
    uint32_t pid;             /* of the process that joined; 0 in the controller's handle */
};

static bool path_of(char *path, const char *directory)
{
    bool fits = snprintf(path, PATH_MAX, "%s/lanes.shm", directory) < PATH_MAX;
    errno = fits ? errno : ENAMETOOLONG;
    return fits;
}

static planproof_session_options filled(const planproof_session_options *options)
{
    planproof_session_options all = options ? *options : (planproof_session_options){0};
    all.max_threads = all.max_threads ? all.max_threads : DEFAULT_THREADS;
    all.chunks_a_lane = all.chunks_a_lane ? all.chunks_a_lane : DEFAULT_CHUNKS;
    return all;
}

static bool sensible(const planproof_session_options *options)
{
    return options->max_threads <= MOST_THREADS && options->chunks_a_lane >= 2 &&
           options->chunks_a_lane <= PLANPROOF_RING_ENTRIES && options->clock <= PLANPROOF_CLOCK_MONOTONIC &&
           options->on_full <= PLANPROOF_ON_FULL_WAIT && options->tick_us < 1000000;
}

/* Writes the control block, its magic last: who joins earlier finds no session. */
static void fill_control(planproof_session *session, const planproof_session_options *options)
{
    planproof_control *control = session->control;
    control->size_bytes = planproof_region_bytes(session->region);
    control->registry_offset = planproof_registry_offset(session->registry);
    control->max_threads = planproof_registry_slots(session->registry);
    control->chunks_a_lane = options->chunks_a_lane;
    control->on_full = options->on_full;
    control->pid = (uint32_t)getpid();
    control->clock = planproof_clock_choose((planproof_clock_mode)options->clock, options->tick_us);
    control->version = PLANPROOF_CONTROL_VERSION;
    atomic_store_explicit(&control->tick, PLANPROOF_EXACT_LINE, memory_order_relaxed);
    atomic_store_explicit(&control->state, PLANPROOF_SESSION_RECORDING, memory_order_relaxed);
    atomic_store_explicit(&control->magic, PLANPROOF_CONTROL_MAGIC, memory_order_release);
}

/* Frees what a session has; NULL, errno as it was. */
static planproof_session *give_up(planproof_session *session)
{
    int error = errno;
    planproof_session_destroy(session);
    errno = error;
    return NULL;
}

static bool make_lanes(planproof_session *session, const char *path, const planproof_session_options *options)
{
    uint64_t size_bytes =
        PLANPROOF_CONTROL_BYTES + planproof_registry_bytes(options->max_threads, options->chunks_a_lane);
    session->region = planproof_region_init(path, size_bytes);
    if (session->region == NULL)
        return false;
    session->control = planproof_region_carve(session->region, PLANPROOF_CONTROL_BYTES, PLANPROOF_CONTROL_BYTES);
    session->registry = planproof_registry_init(session->region, options->max_threads, options->chunks_a_lane);
    if (session->registry == NULL)
        return false;
    fill_control(session, options);
    if (session->control->clock.mode == PLANPROOF_CLOCK_ADAPTIVE)
        session->ticker = planproof_ticker_init(session->control);
    return session->ticker || session->control->clock.mode != PLANPROOF_CLOCK_ADAPTIVE;
}

planproof_session *planproof_session_create(const char *directory, const planproof_session_options *options)
{
    planproof_session_options all = filled(options);
    char path[PATH_MAX];
    if (!sensible(&all)) {
        errno = EINVAL;
        return NULL;
    }
    planproof_session *session = path_of(path, directory) ? calloc(1, sizeof *session) : NULL;
    if (session == NULL || make_lanes(session, path, &all))
        return session;
    if (session->region)
        unlink(path);
    return give_up(session);
}

void planproof_session_destroy(planproof_session *session)
{
    if (session == NULL)
        return;
    planproof_ticker_destroy(session->ticker);
    planproof_registry_destroy(session->registry);
    planproof_region_destroy(session->region);
    free(session);
}

/* 0, or the errno of a file that isn't a session's of this version. What it says is read once and held against its size. */
static int check_control(planproof_session *session)
{
    planproof_control *control = planproof_region_at(session->region, 0, PLANPROOF_CONTROL_BYTES);
    if (control == NULL || atomic_load_explicit(&control->magic, memory_order_acquire) != PLANPROOF_CONTROL_MAGIC ||
        control->size_bytes != planproof_region_bytes(session->region))
        return EINVAL;
    if (control->version != PLANPROOF_CONTROL_VERSION)
        return ENOTSUP;
    if (control->clock.mode == PLANPROOF_CLOCK_AUTO || control->clock.mode > PLANPROOF_CLOCK_MONOTONIC ||
        control->max_threads > MOST_THREADS)
        return EINVAL;
    session->control = control;
    session->registry = planproof_registry_open(session->region, control->registry_offset, control->max_threads,
                                                control->chunks_a_lane);
    return session->registry ? 0 : errno;
}

planproof_session *planproof_session_open(const char *directory)
{
    char path[PATH_MAX];
    planproof_session *session = path_of(path, directory) ? calloc(1, sizeof *session) : NULL;
    if (session == NULL)
        return NULL;
    session->region = planproof_region_open(path);
    int error = session->region ? check_control(session) : errno;
    if (error == 0)
        return session;
    errno = error;
    return give_up(session);
}

/* Frees the slots that this process's number holds in a session that it has only now joined: it held them before it called exec, or
 * another process did that had the same number. */
static void release_own(planproof_registry *registry, uint32_t pid)
{
    planproof_slot *slot;
    for (uint32_t number = 0; (slot = planproof_registry_slot(registry, number)) != NULL; number++) {
        uint32_t generation = atomic_load_explicit(&slot->generation, memory_order_acquire);
        if (generation % 2 == 1 && atomic_load_explicit(&slot->pid, memory_order_relaxed) == pid)
            planproof_registry_release_dead(registry, slot, generation);
    }
}

planproof_session *planproof_session_join(const char *directory)
{
    planproof_session *session = planproof_session_open(directory);
    if (session == NULL)
        return NULL;
    session->pid = (uint32_t)getpid();
    if (atomic_load_explicit(&planproof_this_process.registry, memory_order_acquire) == NULL)
        release_own(session->registry, session->pid);
    if (!planproof_process_join(session->registry, session->control))
        return give_up(session);
    atomic_fetch_add_explicit(&session->control->joined, 1, memory_order_relaxed);
    return session;
}

bool planproof_session_leave(planproof_session *session)
{
    uint32_t pid = (uint32_t)getpid();
    if (session->pid == 0)
        return false;
    planproof_thread_leave();
    planproof_thread_destroy(session->registry);
    release_own(session->registry, pid);
    session->pid = 0;
    planproof_session_destroy(session);
    return true;
}

planproof_drain *planproof_session_drain(planproof_session *session, const char *atf_directory,
                                         planproof_atf_encoding encoding, uint32_t rest_us)
{
    return planproof_drain_init_files(session->registry, session->control, atf_directory, encoding, rest_us);
}

void planproof_session_close(planproof_session *session)
{
    atomic_store_explicit(&session->control->state, PLANPROOF_SESSION_CLOSING, memory_order_relaxed);
    planproof_ticker_destroy(session->ticker);
    session->ticker = NULL;
    /* Another tick, so that every writer takes the long way, and sees it. */
    atomic_fetch_add_explicit(&session->control->tick, 2 * (PLANPROOF_EXACT_LINE + 2), memory_order_release);
}

const planproof_control *planproof_session_control(const planproof_session *session)
{
    return session->control;
}

planproof_registry *planproof_session_registry(const planproof_session *session)
{
    return session->registry;
}
