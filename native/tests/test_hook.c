/* Tests of the way of an event: stamps, chunks, drops, the guard, forks. */
#include "planproof/thread.h"
#include "sessions.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
enum { JUMPS_BETWEEN_STACKS = 0 };
#else
enum { JUMPS_BETWEEN_STACKS = 1 };
#endif

enum { MOST_EVENTS = 400000 };

static read_event events[MOST_EVENTS];

static uint32_t read_own(void)
{
    return read_slot((uint32_t)getpid(), 0, events, MOST_EVENTS);
}

static void test_planproof_hook_event__exact_clock__then_times_lie_between(void)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
    planproof_clock_mode mode = (planproof_clock_mode)planproof_session_control(made.controller)->clock.mode;
    uint64_t start = planproof_clock_read(mode), middle;
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    middle = planproof_clock_read(mode);
    CHECK(planproof_hook_event(PLANPROOF_EVENT_RETURN, 7));
    uint64_t end = planproof_clock_read(mode);
    CHECK(end_session(made).persisted == 2);
    CHECK(read_own() == 2);
    CHECK(events[0].kind == PLANPROOF_EVENT_CALL && events[0].function == 7);
    CHECK(events[1].kind == PLANPROOF_EVENT_RETURN && events[1].function == 7);
    CHECK(start <= events[0].ticks && events[0].ticks <= middle);
    CHECK(middle <= events[1].ticks && events[1].ticks <= end);
}

static void test_planproof_hook_event__monotonic_clock__then_nanoseconds(void)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_MONOTONIC});
    uint64_t start_ns = planproof_clock_read(PLANPROOF_CLOCK_MONOTONIC);
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    usleep(2000);
    CHECK(planproof_hook_event(PLANPROOF_EVENT_RETURN, 7));
    CHECK(end_session(made).persisted == 2);
    CHECK(read_own() == 2);
    CHECK(events[0].ticks >= start_ns && events[1].ticks - events[0].ticks >= 2000000);
}

static void test_planproof_hook_event__longer_than_a_payload__then_time_event_before(void)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    planproof_own->ticks -= UINT64_C(1) << 40; /* as if the last event had been long ago */
    CHECK(planproof_hook_event(PLANPROOF_EVENT_RETURN, 7));
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 8));
    CHECK(end_session(made).persisted == 4);
    CHECK(read_own() == 3);
    CHECK(events[1].ticks - events[0].ticks >= UINT64_C(1) << 40);
    CHECK(events[2].ticks - events[1].ticks < UINT64_C(1) << 32);
}

static void test_planproof_hook_event__adaptive_clock__then_right_to_a_tick(void)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_ADAPTIVE});
    const planproof_clock clock = planproof_session_control(made.controller)->clock;
    uint64_t start = planproof_clock_read((planproof_clock_mode)clock.mode), end;
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 8));
    usleep(20000);
    CHECK(planproof_hook_event(PLANPROOF_EVENT_RETURN, 8));
    end = planproof_clock_read((planproof_clock_mode)clock.mode);
    uint64_t gap_ns =
        atomic_load_explicit(&planproof_session_control(made.controller)->largest_gap_ns, memory_order_relaxed);
    CHECK(end_session(made).dropped[PLANPROOF_DROP_POOL_EMPTY] == 0);
    CHECK(read_own() == 3);
    uint64_t gap = (uint64_t)((double)(gap_ns + 10000000) * clock.ticks_per_second / 1e9);
    CHECK(events[0].ticks + gap > start && events[0].ticks <= end);
    CHECK(events[2].ticks > events[1].ticks && events[2].ticks <= end);
}

static void test_planproof_hook_event__chunks_full__then_sequence_goes_on(void)
{
    enum { PAIRS = 50000 };
    made_session made =
        session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT, .on_full = PLANPROOF_ON_FULL_WAIT});
    for (uint32_t number = 0; number < PAIRS; number++) {
        CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 1 + number));
        CHECK(planproof_hook_event(PLANPROOF_EVENT_RETURN, 1 + number));
    }
    planproof_drain_balance balance = end_session(made);
    CHECK(balance.persisted == balance.emitted && balance.emitted >= 2 * PAIRS);
    CHECK(read_own() == 2 * PAIRS);
    for (uint32_t number = 0; number < PAIRS; number++) {
        CHECK(events[2 * number].function == 1 + number && events[2 * number].kind == PLANPROOF_EVENT_CALL);
        CHECK(events[2 * number + 1].kind == PLANPROOF_EVENT_RETURN && events[2 * number + 1].depth == 1);
        CHECK(events[2 * number + 1].ticks >= events[2 * number].ticks);
    }
}

static void test_planproof_hook_event__pool_empty__then_counted_and_open_calls_right(void)
{
    enum { CALLS = 30000 };
    planproof_session *controller = planproof_session_create(
        fresh_directory(), &(planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT, .chunks_a_lane = 2});
    CHECK(controller != NULL);
    planproof_session *target = planproof_session_join(in_directory("."));
    CHECK(target != NULL);
    uint32_t kept = 0, lost;
    /* Nobody drains: two chunks are filled with calls that go ever deeper, the rest falls into a gap. */
    for (uint32_t number = 0; number < CALLS; number++)
        kept += planproof_hook_event(PLANPROOF_EVENT_CALL, 1 + number);
    lost = CALLS - kept;
    CHECK(kept == 2 * PLANPROOF_CHUNK_EVENTS);
    for (uint32_t number = 0; number < lost + 10; number++)
        CHECK(!planproof_hook_event(PLANPROOF_EVENT_RETURN, CALLS - number));
    CHECK(!planproof_hook_event(PLANPROOF_EVENT_CALL, 4711));
    planproof_drain *drain = planproof_session_drain(controller, in_directory("."), PLANPROOF_ATF_RAW, 100);
    CHECK(drain != NULL);
    while (!planproof_hook_event(PLANPROOF_EVENT_CALL, 4712))
        lost++;
    planproof_drain_balance balance = end_session((made_session){controller, target, drain});
    CHECK(balance.persisted == kept + 1 && balance.dropped[PLANPROOF_DROP_POOL_EMPTY] > lost);
    CHECK(read_own() == kept + 1);
    CHECK(events[kept].function == 4712);
    CHECK(events[kept].depth >=
          kept - 10 + 1); /* ten more returned than the gap had called, then one call and those of 4712 */
}

static void test_planproof_hook_event__inside_a_write__then_counted_as_reentrant(void)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    uint64_t seen = planproof_own->seen;
    char above[1];
    /* As if a function further up the stack were inside. */
    planproof_own->seen = ((uint64_t)above + 100000) & ~UINT64_C(1);
    CHECK(!planproof_hook_event(PLANPROOF_EVENT_CALL, 8));
    planproof_own->seen = seen;
    CHECK(planproof_hook_event(PLANPROOF_EVENT_RETURN, 7));
    planproof_drain_balance balance = end_session(made);
    CHECK(balance.dropped[PLANPROOF_DROP_REENTRANT] == 1 && balance.persisted == 2 && balance.emitted == 3);
}

static sigjmp_buf out_of_handler;
static volatile sig_atomic_t handled;

static void write_and_leave(int signal)
{
    (void)signal;
    handled++;
    planproof_hook_event(PLANPROOF_EVENT_CALL, 9);
    planproof_hook_event(PLANPROOF_EVENT_RETURN, 9);
    siglongjmp(out_of_handler, 1);
}

static void ring_every(long interval_us)
{
    struct itimerval timer = {{0, interval_us}, {0, interval_us}};
    CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

/* Writes for a while under a handler that leaves by siglongjmp, now and then in the middle of a write. */
static void write_under_signals(int flags, planproof_session_options options)
{
    struct sigaction action = {.sa_flags = flags}, before;
    made_session made = session_of(options);
    action.sa_handler = write_and_leave;
    handled = 0;
    CHECK(sigaction(SIGALRM, &action, &before) == 0);
    ring_every(200);
    static volatile uint32_t number;
    for (number = 0; number < 300000; number++) {
        if (sigsetjmp(out_of_handler, 1) == 0)
            planproof_hook_event(PLANPROOF_EVENT_TIME, 0);
    }
    ring_every(0);
    sigaction(SIGALRM, &before, NULL);
    planproof_drain_balance balance = end_session(made);
    CHECK(handled > 0);
    CHECK(balance.emitted > 200000);
    CHECK(events_of((uint32_t)getpid()) == balance.persisted);
}

static void test_planproof_hook_slow__left_by_siglongjmp__then_balance_holds(void)
{
    write_under_signals(0, (planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT, .chunks_a_lane = 2});
    write_under_signals(0, (planproof_session_options){.clock = PLANPROOF_CLOCK_ADAPTIVE});
}

static void test_planproof_hook_slow__handler_on_a_stack_of_its_own__then_balance_holds(void)
{
    static char stack_bytes[65536];
    stack_t stack = {.ss_sp = stack_bytes, .ss_size = sizeof stack_bytes}, before;
    CHECK(sigaltstack(&stack, &before) == 0);
    /* AddressSanitizer can't follow a jump from that stack: there the handler stays on the thread's own. */
    write_under_signals(JUMPS_BETWEEN_STACKS ? SA_ONSTACK : 0,
                        (planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
}

static void test_planproof_hook_full__waits_for_the_drain__then_nothing_dropped(void)
{
    enum { EVENTS = 1000000 };
    made_session made = session_of((planproof_session_options){
        .clock = PLANPROOF_CLOCK_EXACT, .on_full = PLANPROOF_ON_FULL_WAIT, .chunks_a_lane = 2});
    for (uint32_t number = 0; number < EVENTS; number++)
        CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    planproof_drain_balance balance = end_session(made);
    CHECK(balance.persisted == balance.emitted && balance.emitted >= EVENTS);
}

static void test_planproof_hook_full__controller_gone__then_dropped_without_waiting(void)
{
    planproof_session *controller = planproof_session_create(
        fresh_directory(), &(planproof_session_options){
                               .on_full = PLANPROOF_ON_FULL_WAIT, .chunks_a_lane = 2, .clock = PLANPROOF_CLOCK_EXACT});
    CHECK(controller != NULL);
    planproof_session *target = planproof_session_join(in_directory("."));
    CHECK(target != NULL);
    uint32_t kept = 0;
    for (uint32_t number = 0; number < 30000; number++) /* no heart has ever beaten */
        kept += planproof_hook_event(PLANPROOF_EVENT_CALL, 7);
    CHECK(kept == 2 * PLANPROOF_CHUNK_EVENTS);
    planproof_drain *drain = planproof_session_drain(controller, in_directory("."), PLANPROOF_ATF_RAW, 100);
    CHECK(drain != NULL);
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7)); /* there it is: waited for */
    planproof_drain_balance balance = end_session((made_session){controller, target, drain});
    CHECK(balance.persisted == kept + 1);
    CHECK(balance.dropped[PLANPROOF_DROP_CONTROLLER_GONE] == 30000 - kept);
}

static void test_planproof_hook_escape__each_kind__then_recorded_as_it_is(void)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
    CHECK(planproof_hook_escape(PLANPROOF_ESCAPE_INSTANCE, UINT64_MAX));
    CHECK(planproof_hook_event(PLANPROOF_EVENT_RESUME, 7));
    CHECK(planproof_hook_escape(PLANPROOF_ESCAPE_MARK, 12));
    CHECK(end_session(made).persisted == 3);
    CHECK(read_own() == 3);
    CHECK(events[0].kind == PLANPROOF_EVENT_ESCAPE && events[2].kind == PLANPROOF_EVENT_ESCAPE);
    CHECK(events[1].kind == PLANPROOF_EVENT_RESUME && events[2].ticks == events[1].ticks);
}

static void test_planproof_hook_flush__events_held__then_submitted(void)
{
    made_session made = session_of((planproof_session_options){0});
    uint64_t persisted = 0, size_bytes = 0;
    CHECK(!planproof_hook_flush());
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    CHECK(planproof_hook_flush());
    CHECK(!planproof_hook_flush());
    for (int round = 0; persisted == 0 && round < 1000; round++) {
        usleep(1000);
        planproof_drain_progress(made.drain, &persisted, &size_bytes);
    }
    CHECK(persisted >= 1 && size_bytes > 0);
    CHECK(planproof_hook_event(PLANPROOF_EVENT_RETURN, 7));
    end_session(made);
    CHECK(read_own() == 2 && events[1].depth == 1);
}

/* A fork child by the raw system call too, which no library of the process hears of. */
static void fork_and_write(bool raw, uint32_t count)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
    CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 7));
    pid_t child = raw ? (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) : fork();
    CHECK(child >= 0);
    if (child == 0) {
        bool kept = true;
        for (uint32_t number = 0; number < count; number++)
            kept = kept && planproof_hook_event(PLANPROOF_EVENT_CALL, 100 + number);
        kept = kept && planproof_thread_slot() && planproof_thread_slot()->number == 1;
        planproof_thread_leave();
        _exit(kept ? 0 : 1);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(planproof_hook_event(PLANPROOF_EVENT_RETURN, 7));
    CHECK(end_session(made).persisted == 2 + count);
    CHECK(events_of((uint32_t)getpid()) == 2 && events_of((uint32_t)child) == count);
}

static void test_planproof_hook_event__after_fork__then_child_has_lanes_of_its_own(void)
{
    fork_and_write(false, 10);
    fork_and_write(true, 10);
}

static void *write_some(void *unused)
{
    for (uint32_t number = 0; number < 100; number++)
        planproof_hook_event(PLANPROOF_EVENT_CALL, 7);
    return unused;
}

static void test_planproof_hook_event__200_threads_for_64_slots__then_every_event_counted(void)
{
    enum { THREADS = 200 };
    made_session made = session_of((planproof_session_options){.on_full = PLANPROOF_ON_FULL_WAIT});
    pthread_t threads[THREADS];
    for (int number = 0; number < THREADS; number++)
        CHECK(pthread_create(&threads[number], NULL, write_some, NULL) == 0);
    for (int number = 0; number < THREADS; number++)
        pthread_join(threads[number], NULL);
    planproof_drain_balance balance = end_session(made);
    CHECK(balance.persisted + balance.dropped[PLANPROOF_DROP_REGISTRY_FULL] >= THREADS * 100);
    CHECK(balance.dropped[PLANPROOF_DROP_POOL_EMPTY] == 0);
}

/* Writes numbered marks that also count in memory that outlives the process: before, and after each. */
static void write_until_killed(_Atomic(uint64_t) *begun, _Atomic(uint64_t) *ended)
{
    planproof_session *target = planproof_session_join(in_directory("."));
    for (uint32_t number = 1; target; number++) {
        atomic_store_explicit(begun, number, memory_order_release);
        planproof_hook_escape(PLANPROOF_ESCAPE_MARK, number);
        atomic_store_explicit(ended, number, memory_order_release);
    }
    _exit(1);
}

static void test_planproof_session_drain__target_killed_at_random__then_every_event_there(void)
{
    enum { KILLS = 50 };
    _Atomic(uint64_t) *counts = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(counts != MAP_FAILED);
    srand(20261122);
    for (int round = 0; round < KILLS; round++) {
        planproof_session_options options = {.on_full = PLANPROOF_ON_FULL_WAIT, .clock = 1 + (uint32_t)round % 3};
        made_session made = {.controller = planproof_session_create(fresh_directory(), &options)};
        CHECK(made.controller != NULL);
        made.drain = planproof_session_drain(made.controller, in_directory("."), PLANPROOF_ATF_RAW, 100);
        CHECK(made.drain != NULL);
        counts[0] = counts[1] = 0;
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0)
            write_until_killed(&counts[0], &counts[1]);
        usleep((useconds_t)(rand() % 8000));
        CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
        planproof_drain_balance balance = end_session(made);
        CHECK(events_of((uint32_t)child) == balance.persisted);
        CHECK(balance.persisted >= atomic_load_explicit(&counts[1], memory_order_acquire));
        CHECK(balance.persisted <= atomic_load_explicit(&counts[0], memory_order_acquire));
    }
    munmap(counts, 4096);
}

static void test_planproof_session_drain__many_short_threads__then_a_balance_each(void)
{
    enum { THREADS = 1000 };
    made_session made = session_of((planproof_session_options){.on_full = PLANPROOF_ON_FULL_WAIT});
    const planproof_drain_row *rows;
    uint32_t count, threads = 0, wrong = 0;
    for (int number = 0; number < THREADS; number++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, write_some, NULL) == 0);
        pthread_join(thread, NULL);
    }
    planproof_session_leave(made.target);
    made.target = NULL;
    planproof_drain_balance balance = planproof_drain_stop(made.drain);
    rows = planproof_drain_rows(made.drain, &count);
    for (uint32_t number = 0; number < count; number++) {
        threads += rows[number].threads;
        wrong += rows[number].pid != (uint32_t)getpid() || rows[number].emitted < 100 * rows[number].threads;
    }
    CHECK(threads == THREADS && wrong == 0);
    CHECK(balance.persisted >= THREADS * 100);
    end_session(made);
}

static void test_planproof_session_drain__child_killed__then_its_slot_is_free_again(void)
{
    made_session made = session_of((planproof_session_options){0});
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        planproof_hook_event(PLANPROOF_EVENT_CALL, 7);
        raise(SIGKILL);
    }
    CHECK(waitpid(child, NULL, 0) == child);
    for (int round = 0; planproof_registry_used(planproof_session_registry(made.controller)) > 0 && round < 3000;
         round++)
        usleep(1000);
    CHECK(planproof_registry_used(planproof_session_registry(made.controller)) == 0);
    CHECK(end_session(made).persisted >= 1);
    CHECK(events_of((uint32_t)child) >= 1);
}

const tap_test hook_tests[] = {
    TAP(test_planproof_hook_event__exact_clock__then_times_lie_between),
    TAP(test_planproof_hook_event__monotonic_clock__then_nanoseconds),
    TAP(test_planproof_hook_event__longer_than_a_payload__then_time_event_before),
    TAP(test_planproof_hook_event__adaptive_clock__then_right_to_a_tick),
    TAP(test_planproof_hook_event__chunks_full__then_sequence_goes_on),
    TAP(test_planproof_hook_event__pool_empty__then_counted_and_open_calls_right),
    TAP(test_planproof_hook_event__inside_a_write__then_counted_as_reentrant),
    TAP(test_planproof_hook_slow__left_by_siglongjmp__then_balance_holds),
    TAP(test_planproof_hook_slow__handler_on_a_stack_of_its_own__then_balance_holds),
    TAP(test_planproof_hook_full__waits_for_the_drain__then_nothing_dropped),
    TAP(test_planproof_hook_full__controller_gone__then_dropped_without_waiting),
    TAP(test_planproof_hook_escape__each_kind__then_recorded_as_it_is),
    TAP(test_planproof_hook_flush__events_held__then_submitted),
    TAP_END,
};

const tap_test hook_thread_tests[] = {
    TAP(test_planproof_hook_event__200_threads_for_64_slots__then_every_event_counted),
    TAP(test_planproof_session_drain__many_short_threads__then_a_balance_each),
    TAP_END,
};

const tap_test hook_process_tests[] = {
    TAP(test_planproof_hook_event__after_fork__then_child_has_lanes_of_its_own),
    TAP(test_planproof_session_drain__child_killed__then_its_slot_is_free_again),
    TAP(test_planproof_session_drain__target_killed_at_random__then_every_event_there),
    TAP_END,
};
