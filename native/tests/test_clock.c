/* Tests of the clock. */
#include "planproof/clock.h"
#include "tap.h"

#include <unistd.h>

static void test_planproof_clock_invariant__asked__then_counter_is_chosen_by_it(void)
{
    planproof_clock clock = planproof_clock_choose(PLANPROOF_CLOCK_EXACT, 0);
    CHECK(clock.mode == (planproof_clock_invariant() ? PLANPROOF_CLOCK_EXACT : PLANPROOF_CLOCK_MONOTONIC));
    CHECK(clock.ticks_per_second > 0 && clock.start.ticks > 0 && clock.start.monotonic_ns > 0);
}

static void test_planproof_clock_read__many_times__then_never_backwards(void)
{
    const planproof_clock_mode modes[] = {PLANPROOF_CLOCK_EXACT, PLANPROOF_CLOCK_MONOTONIC};
    for (int place = 0; place < 2; place++) {
        uint64_t last = planproof_clock_read(modes[place]), first = last;
        for (int number = 0; number < 10000; number++) {
            uint64_t now = planproof_clock_read(modes[place]);
            CHECK(now >= last);
            last = now;
        }
        CHECK(last > first);
    }
}

static void test_planproof_clock_choose__each_mode__then_as_asked_or_by_cost(void)
{
    planproof_clock chosen = planproof_clock_choose(PLANPROOF_CLOCK_AUTO, 0);
    planproof_clock adaptive = planproof_clock_choose(PLANPROOF_CLOCK_ADAPTIVE, 500);
    planproof_clock monotonic = planproof_clock_choose(PLANPROOF_CLOCK_MONOTONIC, 0);
    CHECK(chosen.read_ns > 0 && chosen.read_ns < 10000);
    CHECK(monotonic.mode == PLANPROOF_CLOCK_MONOTONIC && monotonic.tick_us == 0);
    CHECK(monotonic.ticks_per_second == 1e9 && monotonic.error_ns < 1000000);
    if (!planproof_clock_invariant())
        return;
    CHECK(chosen.mode == (chosen.read_ns <= 8 ? PLANPROOF_CLOCK_EXACT : PLANPROOF_CLOCK_ADAPTIVE));
    CHECK(adaptive.mode == PLANPROOF_CLOCK_ADAPTIVE && adaptive.tick_us == 500 && adaptive.error_ns >= 500000);
    CHECK(chosen.mode != PLANPROOF_CLOCK_ADAPTIVE || chosen.tick_us == 200);
}

static void test_planproof_clock_now__later__then_rate_as_chosen(void)
{
    planproof_clock clock = planproof_clock_choose(PLANPROOF_CLOCK_EXACT, 0);
    usleep(20000);
    double rate = planproof_clock_rate(clock.start, planproof_clock_now((planproof_clock_mode)clock.mode));
    CHECK(rate / clock.ticks_per_second > 0.99 && rate / clock.ticks_per_second < 1.01);
}

static void test_planproof_clock_rate__no_time_between__then_zero(void)
{
    planproof_clock_anchor start = {.ticks = 100, .monotonic_ns = 1000}, end = {.ticks = 300, .monotonic_ns = 1100};
    CHECK(planproof_clock_rate(start, end) == 2e9);
    CHECK(planproof_clock_rate(start, start) == 0);
    CHECK(planproof_clock_rate(end, start) == 0);
}

const tap_test clock_tests[] = {
    TAP(test_planproof_clock_invariant__asked__then_counter_is_chosen_by_it),
    TAP(test_planproof_clock_read__many_times__then_never_backwards),
    TAP(test_planproof_clock_choose__each_mode__then_as_asked_or_by_cost),
    TAP(test_planproof_clock_now__later__then_rate_as_chosen),
    TAP(test_planproof_clock_rate__no_time_between__then_zero),
    TAP_END,
};
