/* The ticking thread: sleeps, reads the counter, publishes it, and keeps the largest gap that it left. */
#include "ticker.h"

#include "counter.h"
#include "quiet_thread.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { NS_A_US = 1000, TICKS_A_REPORT = 256 };

struct planproof_ticker {
    planproof_control *control;
    PLANPROOF_ATOMIC(bool) stopping;
    pthread_t thread;
};

/* Odd, so that no writer takes it for a frame; half a nanosecond more or less is lost in the tick. */
static uint64_t publish(planproof_control *control)
{
    uint64_t tick = planproof_counter() | 1;
    atomic_store_explicit(&control->tick, tick, memory_order_relaxed);
    return tick;
}

static void report(planproof_control *control, uint64_t largest_ticks)
{
    struct timespec used;
    double gap_ns = (double)largest_ticks * 1e9 / control->clock.ticks_per_second;
    atomic_store_explicit(&control->largest_gap_ns, (uint64_t)gap_ns, memory_order_relaxed);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    atomic_store_explicit(&control->ticker_used_ns, (uint64_t)used.tv_sec * 1000000000 + (uint64_t)used.tv_nsec,
                          memory_order_relaxed);
}

static void *tick(void *own)
{
    planproof_ticker *ticker = own;
    const struct timespec pause = {0, (long)ticker->control->clock.tick_us * NS_A_US};
    uint64_t last = publish(ticker->control), largest = 0;
    for (uint32_t number = 1; !atomic_load_explicit(&ticker->stopping, memory_order_relaxed); number++) {
        nanosleep(&pause, NULL);
        uint64_t now = publish(ticker->control);
        largest = now - last > largest ? now - last : largest;
        last = now;
        if (number % TICKS_A_REPORT == 0)
            report(ticker->control, largest);
    }
    report(ticker->control, largest);
    return NULL;
}

planproof_ticker *planproof_ticker_init(planproof_control *control)
{
    planproof_ticker *ticker = calloc(1, sizeof *ticker);
    if (ticker == NULL)
        return NULL;
    ticker->control = control;
    publish(control); /* writers may come before the thread runs */
    int error = planproof_quiet_thread(&ticker->thread, tick, ticker);
    if (error == 0)
        return ticker;
    free(ticker);
    errno = error;
    return NULL;
}

void planproof_ticker_destroy(planproof_ticker *ticker)
{
    if (ticker == NULL)
        return;
    atomic_store_explicit(&ticker->stopping, true, memory_order_relaxed);
    pthread_join(ticker->thread, NULL);
    free(ticker);
}
