/* The session's one clock. Its mode is chosen once, when the session is made; every process reads the same ticks.
 *
 *     exact       the time-stamp counter, read for every event
 *     adaptive    the time-stamp counter as a ticker published it last, every 200 us or so: an event costs no read
 *     monotonic   CLOCK_MONOTONIC in nanoseconds, where the counter isn't invariant
 *
 * A tick line is odd and never EXACT_LINE in adaptive mode; in the two other modes it rests at that value, which no writer ever
 * has seen, so that every event takes the way that reads the clock. */
#ifndef PLANPROOF_CLOCK_H
#define PLANPROOF_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum planproof_clock_mode {
    PLANPROOF_CLOCK_AUTO = 0, /* asked for, never what a session has; in a chunk: no clock */
    PLANPROOF_CLOCK_EXACT = 1,
    PLANPROOF_CLOCK_ADAPTIVE = 2,
    PLANPROOF_CLOCK_MONOTONIC = 3
} planproof_clock_mode;

enum { PLANPROOF_EXACT_LINE = 1, PLANPROOF_CLOCK_READ_NS_MAX = 8 };

/* One moment on three clocks, and how far apart they may have been read. */
typedef struct planproof_clock_anchor {
    uint64_t ticks;
    uint64_t monotonic_ns;
    uint64_t realtime_ns;
    uint64_t error_ns;
} planproof_clock_anchor;

/* What a session's clock is. */
typedef struct planproof_clock {
    uint32_t mode;           /* planproof_clock_mode */
    uint32_t tick_us;        /* between two ticks in adaptive mode, else 0 */
    double ticks_per_second; /* measured when the session began */
    double read_ns;          /* what reading it costs here */
    uint64_t error_ns;       /* how far an event's time may be off; a tick in adaptive mode */
    planproof_clock_anchor start;
} planproof_clock;

/* Whether the processor's counter runs at one rate in all states and on all cores, by the processor's and the kernel's word. */
bool planproof_clock_invariant(void);

/* The ticks now: of the counter, or nanoseconds in monotonic mode. */
uint64_t planproof_clock_read(planproof_clock_mode mode);

/* Measures and chooses: auto gives exact where a read costs at most 8 ns, else adaptive; any mode but monotonic gives monotonic
 * where the counter isn't invariant. tick_us 0 means 200. Takes 5 ms. */
planproof_clock planproof_clock_choose(planproof_clock_mode wanted, uint32_t tick_us);

/* This moment on that clock and on the system's two; the closest of 16 readings. */
planproof_clock_anchor planproof_clock_now(planproof_clock_mode mode);

/* Ticks a second between two anchors; 0 when no time lies between them. */
double planproof_clock_rate(planproof_clock_anchor start, planproof_clock_anchor end);

#ifdef __cplusplus
}
#endif

#endif
