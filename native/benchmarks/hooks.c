/* `hook_benchmark FILE`: times events by hooks in each clock mode, the clock itself and an empty call beside them, in Google
 * Benchmark's JSON form. A sample is 80,640 events in a row, calls and returns by turns, while the drain rests; it takes what was
 * written between two samples. */
#include "planproof/hook.h"
#include "planproof/session.h"
#include "planproof/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { REPETITIONS = 100, WARM_UP = 10, CHUNKS = 16, EVENTS = 10 * PLANPROOF_CHUNK_EVENTS };

static FILE *report;
static double ticker_share;
static uint64_t largest_gap_ns;
static planproof_session *session; /* the controller's, of the mode that is measured */

static uint64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void tell(const char *name, int number, double time_ns)
{
    static bool told_before;
    fprintf(report,
            "%s{\"name\": \"%s\", \"run_name\": \"%s\", \"run_type\": \"iteration\", \"repetitions\": %d, "
            "\"repetition_index\": %d, \"threads\": 1, \"iterations\": %d, \"real_time\": %.3f, \"cpu_time\": %.3f, "
            "\"time_unit\": \"ns\"}",
            told_before ? ",\n" : "", name, name, REPETITIONS, number, EVENTS, time_ns, time_ns);
    told_before = true;
}

__attribute__((noinline)) static void empty_call(uint32_t number)
{
    __asm__ volatile("" ::"r"(number));
}

__attribute__((noinline)) static void write_pairs(void)
{
    for (int number = 0; number < EVENTS; number += 2) {
        planproof_hook_event(PLANPROOF_EVENT_CALL, 42);
        planproof_hook_event(PLANPROOF_EVENT_RETURN, 42);
    }
}

__attribute__((noinline)) static void read_counter(void)
{
    for (int number = 0; number < EVENTS; number++)
        empty_call((uint32_t)planproof_clock_read(PLANPROOF_CLOCK_EXACT));
}

__attribute__((noinline)) static void read_system_clock(void)
{
    for (int number = 0; number < EVENTS; number++)
        empty_call((uint32_t)planproof_clock_read(PLANPROOF_CLOCK_MONOTONIC));
}

/* What an event would cost at least if it were published in one order for all threads. */
__attribute__((noinline)) static void store_in_order(void)
{
    static _Atomic(uint64_t) word;
    for (int number = 0; number < EVENTS; number++)
        atomic_store_explicit(&word, (uint64_t)number, memory_order_seq_cst);
}

__attribute__((noinline)) static void call_nothing(void)
{
    for (int number = 0; number < EVENTS; number++)
        empty_call((uint32_t)number);
}

/* Lets the drain take all that was written, so that the chunks are free again. */
static void rest(void)
{
    const planproof_slot *slot = planproof_thread_slot();
    planproof_hook_flush();
    while (slot &&
           planproof_ring_count(
               &planproof_registry_lane(planproof_session_registry(session), slot, PLANPROOF_LANE_INDEX).lane->submit) >
               0)
        usleep(100);
}

/* Times a run of events again and again; nanoseconds an event. */
static void measure(const char *name, void (*run)(void))
{
    for (int number = -WARM_UP; number < REPETITIONS; number++) {
        rest();
        usleep(300); /* the drain sleeps again */
        uint64_t start_ns = now_ns();
        run();
        double time_ns = (double)(now_ns() - start_ns) / EVENTS;
        if (number >= 0)
            tell(name, number, time_ns);
    }
}

static void measure_mode(const char *directory, planproof_clock_mode mode, const char *name)
{
    planproof_session_options options = {.chunks_a_lane = CHUNKS, .clock = mode};
    char lanes[4200];
    session = planproof_session_create(directory, &options);
    planproof_drain *drain = session ? planproof_session_drain(session, directory, PLANPROOF_ATF_RAW, 200) : NULL;
    planproof_session *target = drain ? planproof_session_join(directory) : NULL;
    if (target == NULL)
        abort();
    planproof_hook_event(PLANPROOF_EVENT_CALL, 42);
    uint64_t start_ns = now_ns();
    measure(name, write_pairs);
    const planproof_control *control = planproof_session_control(session);
    if (mode == PLANPROOF_CLOCK_ADAPTIVE) {
        usleep(500000); /* the ticker reports every 256 ticks */
        ticker_share = (double)atomic_load_explicit(&control->ticker_used_ns, memory_order_relaxed) /
                       (double)(now_ns() - start_ns);
        largest_gap_ns = atomic_load_explicit(&control->largest_gap_ns, memory_order_relaxed);
    }
    planproof_session_leave(target);
    planproof_drain_balance balance = planproof_drain_stop(drain);
    if (balance.persisted != balance.emitted)
        abort();
    planproof_drain_destroy(drain);
    planproof_session_destroy(session);
    snprintf(lanes, sizeof lanes, "%s/lanes.shm", directory);
    unlink(lanes);
    session = NULL;
}

int main(int count, char **arguments)
{
    char directory[4096], events[4200];
    report = count == 2 ? fopen(arguments[1], "w") : NULL;
    if (report == NULL) {
        fputs("usage: hook_benchmark FILE, with 150 MB of shared memory beside it\n", stderr);
        return 3;
    }
    snprintf(directory, sizeof directory, "%s.session", arguments[1]);
    if (mkdir(directory, 0700) != 0)
        abort();
    fprintf(report, "{\"benchmarks\": [\n");
    measure_mode(directory, PLANPROOF_CLOCK_ADAPTIVE, "planproof_hook_event__adaptive__then_under_5_ns");
    measure_mode(directory, PLANPROOF_CLOCK_EXACT, "planproof_hook_event__exact");
    measure("clock_counter", read_counter);
    measure("clock_gettime", read_system_clock);
    measure("store_in_order", store_in_order);
    measure("empty_call", call_nothing);
    fprintf(report, "\n], \"context\": {\"ticker_share\": %.4f, \"largest_gap_ns\": %llu}}\n", ticker_share,
            (unsigned long long)largest_gap_ns);
    snprintf(events, sizeof events, "%s/events-%d.idx", directory, (int)getpid());
    unlink(events);
    rmdir(directory);
    return fclose(report) != 0;
}
