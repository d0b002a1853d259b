/* The first page of a session's shared memory: what every process of the session has to know.
 *
 *     control block    4096 bytes at offset 0
 *     registry         behind it: blocks of slots, each block followed by its lanes and their chunks
 *
 * The controller writes all of it but `joined`. Events of threads that got no slot are counted in the registry's first block. */
#ifndef PLANPROOF_CONTROL_H
#define PLANPROOF_CONTROL_H

#include "planproof/atomic.h"
#include "planproof/clock.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    PLANPROOF_CONTROL_MAGIC = 0x43535050, /* "PPSC" in memory */
    PLANPROOF_CONTROL_VERSION = 1,
    PLANPROOF_CONTROL_BYTES = 4096
};

typedef enum planproof_session_state {
    PLANPROOF_SESSION_ARMED = 0,
    PLANPROOF_SESSION_RECORDING = 1,
    PLANPROOF_SESSION_CLOSING = 2 /* no event is kept any more */
} planproof_session_state;

/* What a writer does when the drain hasn't given it a free chunk. */
typedef enum planproof_on_full {
    PLANPROOF_ON_FULL_DROP = 0,
    PLANPROOF_ON_FULL_WAIT = 1 /* as long as the controller's heart beats */
} planproof_on_full;

typedef struct planproof_control {
    alignas(64) PLANPROOF_ATOMIC(uint32_t) magic;
    uint32_t version;
    uint64_t size_bytes;      /* of the whole file */
    uint64_t registry_offset; /* of its first block */
    uint32_t max_threads;     /* a multiple of 64 */
    uint32_t chunks_a_lane;
    uint32_t on_full; /* planproof_on_full */
    uint32_t pid;     /* of the controller */
    planproof_clock clock;
    alignas(64) PLANPROOF_ATOMIC(uint64_t) tick;  /* the tick line, alone on its cache line */
    alignas(64) PLANPROOF_ATOMIC(uint32_t) state; /* planproof_session_state */
    uint32_t reserved;
    PLANPROOF_ATOMIC(uint64_t)
    heartbeat_ns; /* CLOCK_MONOTONIC of the drain's last round or chunk; 0 before the first */
    PLANPROOF_ATOMIC(uint64_t) largest_gap_ns;     /* between two ticks, so far */
    PLANPROOF_ATOMIC(uint64_t) ticker_used_ns;     /* processor time of the ticking thread, so far */
    alignas(64) PLANPROOF_ATOMIC(uint64_t) joined; /* processes that have joined; written by them */
} planproof_control;

static_assert(sizeof(planproof_control) <= PLANPROOF_CONTROL_BYTES, "the control block is a page");

#ifdef __cplusplus
}
#endif

#endif
