/* The clock's choice and its anchors. */
#include "planproof/clock.h"

#include "counter.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

enum { ANCHOR_READINGS = 16, CALIBRATION_US = 5000, COST_ROUNDS = 20, COST_READS = 200, DEFAULT_TICK_US = 200 };

/* By which the kernel lets a sleep last longer (prctl(2), PR_SET_TIMERSLACK): asking for less would cost a fifth more of the core. */
enum { TIMER_SLACK_US = 50 };

static uint64_t system_ns(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* The kernel takes a counter that it found to drift off its list of clock sources. */
static bool kernel_trusts_counter(void)
{
    char names[256] = "";
    FILE *file = fopen("/sys/devices/system/clocksource/clocksource0/available_clocksource", "re");
    if (file == NULL)
        return true;
    bool read = fgets(names, sizeof names, file) != NULL;
    fclose(file);
    return !read || strstr(names, "tsc") != NULL;
}

bool planproof_clock_invariant(void)
{
#if defined(__x86_64__)
    enum { INVARIANT = 1 << 8 };
    const uint32_t power_management = 0x80000007;
    uint32_t a, b, c, d;
    return __get_cpuid(power_management, &a, &b, &c, &d) && (d & INVARIANT) && kernel_trusts_counter();
#elif defined(__aarch64__)
    return true; /* by the architecture */
#else
    return false;
#endif
}

uint64_t planproof_clock_read(planproof_clock_mode mode)
{
    return mode == PLANPROOF_CLOCK_MONOTONIC ? system_ns(CLOCK_MONOTONIC) : planproof_counter();
}

planproof_clock_anchor planproof_clock_now(planproof_clock_mode mode)
{
    planproof_clock_anchor closest = {0};
    uint64_t least_ns = UINT64_MAX;
    for (int reading = 0; reading < ANCHOR_READINGS; reading++) {
        uint64_t before_ns = system_ns(CLOCK_MONOTONIC);
        uint64_t ticks = planproof_clock_read(mode);
        uint64_t after_ns = system_ns(CLOCK_MONOTONIC);
        uint64_t realtime_ns = system_ns(CLOCK_REALTIME);
        if (after_ns - before_ns < least_ns) {
            least_ns = after_ns - before_ns;
            closest = (planproof_clock_anchor){ticks, before_ns + least_ns / 2, realtime_ns, least_ns / 2 + 1};
        }
    }
    return closest;
}

double planproof_clock_rate(planproof_clock_anchor start, planproof_clock_anchor end)
{
    double passed_s = (double)(int64_t)(end.monotonic_ns - start.monotonic_ns) / 1e9;
    return passed_s > 0 ? (double)(int64_t)(end.ticks - start.ticks) / passed_s : 0;
}

/* The least of several rounds: what disturbs a round only makes it longer. */
static double cost_ns(planproof_clock_mode mode)
{
    uint64_t least_ns = UINT64_MAX, sum = 0;
    for (int round = 0; round < COST_ROUNDS; round++) {
        uint64_t before_ns = system_ns(CLOCK_MONOTONIC);
        for (int number = 0; number < COST_READS; number++)
            sum += mode == PLANPROOF_CLOCK_MONOTONIC ? system_ns(CLOCK_MONOTONIC) : planproof_counter();
        uint64_t took_ns = system_ns(CLOCK_MONOTONIC) - before_ns;
        least_ns = took_ns < least_ns ? took_ns : least_ns;
    }
    __asm__ volatile("" ::"r"(sum));
    return (double)least_ns / COST_READS;
}

static planproof_clock_mode choose(planproof_clock_mode wanted, double read_ns)
{
    if (wanted == PLANPROOF_CLOCK_AUTO)
        return read_ns <= PLANPROOF_CLOCK_READ_NS_MAX ? PLANPROOF_CLOCK_EXACT : PLANPROOF_CLOCK_ADAPTIVE;
    return wanted;
}

planproof_clock planproof_clock_choose(planproof_clock_mode wanted, uint32_t tick_us)
{
    bool counter = wanted != PLANPROOF_CLOCK_MONOTONIC && planproof_clock_invariant();
    planproof_clock_mode read_by = counter ? PLANPROOF_CLOCK_EXACT : PLANPROOF_CLOCK_MONOTONIC;
    planproof_clock clock = {.read_ns = cost_ns(read_by), .ticks_per_second = 1e9};
    clock.mode = counter ? choose(wanted, clock.read_ns) : PLANPROOF_CLOCK_MONOTONIC;
    clock.start = planproof_clock_now(read_by);
    clock.error_ns = clock.start.error_ns;
    if (counter) {
        usleep(CALIBRATION_US);
        clock.ticks_per_second = planproof_clock_rate(clock.start, planproof_clock_now(read_by));
    }
    if (clock.mode == PLANPROOF_CLOCK_ADAPTIVE) {
        clock.tick_us = tick_us ? tick_us : DEFAULT_TICK_US;
        clock.error_ns += UINT64_C(1000) * (clock.tick_us + TIMER_SLACK_US);
    }
    return clock;
}
