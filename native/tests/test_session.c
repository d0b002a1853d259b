/* Tests of sessions: made, joined, left. */
#include "sessions.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_planproof_session_create__fresh_directory__then_control_says_how(void)
{
    const planproof_session_options options = {.max_threads = 65, .chunks_a_lane = 3, .clock = PLANPROOF_CLOCK_EXACT};
    planproof_session *session = planproof_session_create(fresh_directory(), &options);
    struct stat status;
    CHECK(session != NULL);
    const planproof_control *control = planproof_session_control(session);
    CHECK(stat(in_directory("lanes.shm"), &status) == 0 && (uint64_t)status.st_size == control->size_bytes);
    CHECK(control->max_threads == 128 && control->chunks_a_lane == 3 && control->pid == (uint32_t)getpid());
    CHECK(control->clock.mode != PLANPROOF_CLOCK_AUTO && control->clock.ticks_per_second > 0);
    CHECK(planproof_registry_slots(planproof_session_registry(session)) == 128);
    planproof_session_destroy(session);
    planproof_session_destroy(NULL);
}

static void test_planproof_session_create__default__then_fits_64_megabytes(void)
{
    planproof_session *session = planproof_session_create(fresh_directory(), NULL);
    CHECK(session != NULL);
    CHECK(planproof_session_control(session)->max_threads == 64);
    CHECK(planproof_session_control(session)->size_bytes < UINT64_C(60) << 20);
    planproof_session_destroy(session);
}

static void test_planproof_session_create__lanes_there_already__then_eexist(void)
{
    planproof_session *session = planproof_session_create(fresh_directory(), NULL);
    struct stat before, after;
    CHECK(session != NULL && stat(in_directory("lanes.shm"), &before) == 0);
    errno = 0;
    CHECK(planproof_session_create(in_directory("."), NULL) == NULL && errno == EEXIST);
    CHECK(stat(in_directory("lanes.shm"), &after) == 0 && after.st_ino == before.st_ino);
    planproof_session_destroy(session);
    CHECK(planproof_session_create("/nonexistent", NULL) == NULL && errno == ENOENT);
}

static void test_planproof_session_create__file_size_limit__then_refused_and_nothing_left(void)
{
    const char *directory = fresh_directory();
    planproof_session *session;
    struct rlimit before, limit;
    int error;
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    limit = before;
    limit.rlim_cur = 1000000;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    errno = 0;
    session = planproof_session_create(directory, NULL);
    error = errno;
    setrlimit(RLIMIT_FSIZE, &before);
    CHECK(session == NULL && error == EFBIG);
    CHECK(access(in_directory("lanes.shm"), F_OK) != 0);
}

static void test_planproof_session_create__options_out_of_bounds__then_einval(void)
{
    const planproof_session_options wrong[] = {{.max_threads = 65537}, {.chunks_a_lane = 1}, {.chunks_a_lane = 65},
                                               {.clock = 4},           {.on_full = 2},       {.tick_us = 1000000}};
    for (size_t place = 0; place < sizeof wrong / sizeof wrong[0]; place++) {
        errno = 0;
        CHECK(planproof_session_create(fresh_directory(), &wrong[place]) == NULL && errno == EINVAL);
        CHECK(access(in_directory("lanes.shm"), F_OK) != 0);
    }
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void test_planproof_session_join__no_session__then_null_with_reason(void)
{
    CHECK(planproof_session_join(fresh_directory()) == NULL && errno == ENOENT);
    write_text(in_directory("lanes.shm"), "");
    CHECK(planproof_session_join(in_directory(".")) == NULL && errno == EINVAL);
    write_text(in_directory("lanes.shm"), "a text is no session");
    CHECK(planproof_session_join(in_directory(".")) == NULL && errno == EINVAL);
}

static void test_planproof_session_join__control_spoiled__then_refused(void)
{
    planproof_session *session = planproof_session_create(fresh_directory(), NULL);
    CHECK(session != NULL);
    planproof_control *control = (planproof_control *)(uintptr_t)planproof_session_control(session);
    control->version = 99;
    CHECK(planproof_session_join(in_directory(".")) == NULL && errno == ENOTSUP);
    control->version = PLANPROOF_CONTROL_VERSION;
    control->registry_offset = control->size_bytes - 4096;
    CHECK(planproof_session_join(in_directory(".")) == NULL && errno == EINVAL);
    control->registry_offset = PLANPROOF_CONTROL_BYTES;
    control->chunks_a_lane = 64;
    CHECK(planproof_session_join(in_directory(".")) == NULL && errno == EINVAL);
    control->chunks_a_lane = 4;
    control->clock.mode = 7;
    CHECK(planproof_session_join(in_directory(".")) == NULL && errno == EINVAL);
    control->clock.mode = PLANPROOF_CLOCK_EXACT;
    planproof_session *target = planproof_session_join(in_directory("."));
    CHECK(target != NULL);
    errno = 0;
    CHECK(planproof_session_join(in_directory(".")) == NULL && errno == EBUSY);
    CHECK(atomic_load_explicit(&control->joined, memory_order_relaxed) == 1);
    CHECK(planproof_session_leave(target));
    planproof_session_destroy(session);
}

static void test_planproof_session_leave__events_held__then_all_in_file(void)
{
    made_session made = session_of((planproof_session_options){0});
    for (uint32_t number = 0; number < 10; number++)
        CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 1 + number));
    CHECK(planproof_session_leave(made.target));
    made.target = NULL;
    CHECK(!planproof_hook_event(PLANPROOF_EVENT_CALL, 1)); /* nobody's any more */
    CHECK(planproof_registry_used(planproof_session_registry(made.controller)) == 0);
    planproof_drain_balance balance = end_session(made);
    CHECK(balance.emitted >= 10 && balance.persisted == balance.emitted);
    CHECK(events_of((uint32_t)getpid()) == balance.persisted);
}

static void test_planproof_session_leave__joined_anew__then_recorded_again(void)
{
    for (int round = 0; round < 3; round++) {
        made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
        CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
        CHECK(end_session(made).persisted == 1);
    }
}

static void test_planproof_session_close__events_after__then_counted_as_expired(void)
{
    for (uint32_t clock = PLANPROOF_CLOCK_EXACT; clock <= PLANPROOF_CLOCK_MONOTONIC; clock++) {
        made_session made = session_of((planproof_session_options){.clock = clock});
        CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
        planproof_session_close(made.controller);
        CHECK(!planproof_hook_event(PLANPROOF_EVENT_CALL, 8) && !planproof_hook_event(PLANPROOF_EVENT_CALL, 9));
        planproof_drain_balance balance = end_session(made);
        CHECK(balance.dropped[PLANPROOF_DROP_EXPIRED] == 2 && balance.persisted == balance.emitted - 2);
    }
}

static void test_planproof_session_drain__no_directory__then_null_and_enoent(void)
{
    planproof_session *session = planproof_session_create(fresh_directory(), NULL);
    CHECK(session != NULL);
    errno = 0;
    CHECK(planproof_session_drain(session, "/nonexistent", PLANPROOF_ATF_RAW, 100) == NULL && errno == ENOENT);
    write_text(in_directory("file"), "no directory");
    CHECK(planproof_session_drain(session, in_directory("file"), PLANPROOF_ATF_RAW, 100) == NULL && errno == ENOTDIR);
    planproof_session_destroy(session);
}

/* A child that joins by itself, as a program that was started would. */
static void write_in_child(uint32_t events)
{
    planproof_session *target = planproof_session_join(in_directory("."));
    for (uint32_t number = 0; target && number < events; number++)
        planproof_hook_event(PLANPROOF_EVENT_CALL, 1 + number);
    _exit(target && planproof_session_leave(target) ? 0 : 1);
}

static void test_planproof_session_drain__eight_processes__then_a_file_each(void)
{
    enum { PROCESSES = 8, EVENTS = 20000 };
    made_session made = {.controller = planproof_session_create(
                             fresh_directory(), &(planproof_session_options){.on_full = PLANPROOF_ON_FULL_WAIT})};
    pid_t children[PROCESSES];
    CHECK(made.controller != NULL);
    made.drain = planproof_session_drain(made.controller, in_directory("."), PLANPROOF_ATF_RAW, 100);
    CHECK(made.drain != NULL);
    for (int place = 0; place < PROCESSES; place++) {
        children[place] = fork();
        CHECK(children[place] >= 0);
        if (children[place] == 0)
            write_in_child(EVENTS);
    }
    for (int place = 0; place < PROCESSES; place++) {
        int status;
        CHECK(waitpid(children[place], &status, 0) == children[place] && status == 0);
    }
    planproof_drain_balance balance = end_session(made);
    CHECK(balance.emitted >= PROCESSES * EVENTS && balance.persisted == balance.emitted);
    for (int place = 0; place < PROCESSES; place++) {
        uint64_t events = events_of((uint32_t)children[place]);
        CHECK(events != UINT64_MAX && events >= EVENTS);
    }
}

static void test_planproof_session_open__controller_killed__then_drained_by_another(void)
{
    const char *directory = fresh_directory();
    pid_t controller = fork();
    CHECK(controller >= 0);
    if (controller == 0) {
        planproof_session *session = planproof_session_create(directory, NULL);
        planproof_session *target = session ? planproof_session_join(directory) : NULL;
        for (uint32_t number = 0; target && number < 100; number++)
            planproof_hook_event(PLANPROOF_EVENT_CALL, 1 + number);
        raise(SIGKILL);
    }
    CHECK(waitpid(controller, NULL, 0) == controller);
    made_session made = {.controller = planproof_session_open(directory)};
    CHECK(made.controller != NULL);
    made.drain = planproof_session_drain(made.controller, directory, PLANPROOF_ATF_RAW, 100);
    CHECK(made.drain != NULL);
    planproof_drain_balance balance = end_session(made);
    CHECK(balance.persisted >= 100 && balance.persisted == balance.emitted);
    CHECK(events_of((uint32_t)controller) == balance.persisted);
}

static void test_planproof_session_control__adaptive__then_ticks_and_beats(void)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_ADAPTIVE});
    const planproof_control *control = planproof_session_control(made.controller);
    uint64_t tick = atomic_load_explicit(&control->tick, memory_order_relaxed);
    uint64_t beat_ns = atomic_load_explicit(&control->heartbeat_ns, memory_order_relaxed);
    usleep(20000);
    CHECK(atomic_load_explicit(&control->heartbeat_ns, memory_order_relaxed) > beat_ns);
    if (control->clock.mode == PLANPROOF_CLOCK_ADAPTIVE) {
        CHECK(atomic_load_explicit(&control->tick, memory_order_relaxed) > tick);
        CHECK(atomic_load_explicit(&control->tick, memory_order_relaxed) % 2 == 1);
    }
    end_session(made);
}

static void test_planproof_session_registry__asked__then_that_of_the_lanes(void)
{
    made_session made = session_of((planproof_session_options){0});
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    CHECK(planproof_registry_used(planproof_session_registry(made.controller)) == 1);
    CHECK(planproof_registry_used(planproof_session_registry(made.target)) == 1);
    end_session(made);
}

const tap_test session_tests[] = {
    TAP(test_planproof_session_create__fresh_directory__then_control_says_how),
    TAP(test_planproof_session_create__default__then_fits_64_megabytes),
    TAP(test_planproof_session_create__lanes_there_already__then_eexist),
    TAP(test_planproof_session_create__file_size_limit__then_refused_and_nothing_left),
    TAP(test_planproof_session_create__options_out_of_bounds__then_einval),
    TAP(test_planproof_session_join__no_session__then_null_with_reason),
    TAP(test_planproof_session_join__control_spoiled__then_refused),
    TAP(test_planproof_session_leave__events_held__then_all_in_file),
    TAP(test_planproof_session_leave__joined_anew__then_recorded_again),
    TAP(test_planproof_session_close__events_after__then_counted_as_expired),
    TAP(test_planproof_session_drain__no_directory__then_null_and_enoent),
    TAP(test_planproof_session_control__adaptive__then_ticks_and_beats),
    TAP(test_planproof_session_registry__asked__then_that_of_the_lanes),
    TAP_END,
};

const tap_test session_process_tests[] = {
    TAP(test_planproof_session_drain__eight_processes__then_a_file_each),
    TAP(test_planproof_session_open__controller_killed__then_drained_by_another),
    TAP_END,
};
