/* The processor's counter, inlined where an event is stamped. */
#ifndef PLANPROOF_COUNTER_H
#define PLANPROOF_COUNTER_H

#include <stdint.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#else
#include <time.h>
#endif

/* The processor's counter, of which planproof_clock_invariant says whether it is a clock; CLOCK_MONOTONIC in nanoseconds where there
 * is none. */
static inline uint64_t planproof_counter(void)
{
#if defined(__x86_64__)
    return __rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
#endif
}

#endif
