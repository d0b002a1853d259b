/* One thread's way to the drain: it writes events into a chunk, submits the full one, takes a free one.
 *
 *     hook -> planproof_lane_write -> current chunk --submit ring--> drain --free ring--> the same lane
 *
 * Every event takes its sequence number, kept or not, so that emitted = taken + held + dropped at any moment of rest.
 * Only an event from inside a write (a signal handler) takes none: it would tear the number being taken. It is counted in
 * dropped[PLANPROOF_DROP_REENTRANT], and emitted includes it. */
#ifndef PLANPROOF_LANE_H
#define PLANPROOF_LANE_H

#include "planproof/atomic.h"
#include "planproof/chunk.h"
#include "planproof/ring.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PLANPROOF_NO_CHUNK = -1, PLANPROOF_ACCOUNTS = 8 };

typedef enum planproof_lane_kind {
    PLANPROOF_LANE_INDEX = 0,
    PLANPROOF_LANE_DETAIL = 1,
    PLANPROOF_LANES = 2
} planproof_lane_kind;

/* What a thread's lane emitted and dropped, told to the drain when the thread leaves its slot. Where eight accounts wait, those
 * of the next threads of the slot are told as one. */
typedef struct planproof_account {
    uint32_t pid;
    uint32_t generation; /* the last one's */
    uint32_t threads;    /* how many left since the account before */
    uint32_t reserved;
    uint64_t emitted;
    uint64_t dropped[PLANPROOF_DROP_REASONS];
} planproof_account;

static_assert(sizeof(planproof_account) == 80, "ten words");

/* Lies in shared memory. Written by the lane's thread, but for drained and the consumer's side of the rings. */
typedef struct planproof_lane {
    alignas(64) PLANPROOF_ATOMIC(uint64_t) sequence; /* of the next event */
    PLANPROOF_ATOMIC(uint32_t) cursor;               /* events published in the current chunk */
    PLANPROOF_ATOMIC(int32_t) chunk;                 /* number of the current chunk, or PLANPROOF_NO_CHUNK */
    PLANPROOF_ATOMIC(uint64_t) guard;                /* frame address of the hook that is inside, 0 for none */
    uint32_t slot;
    uint32_t generation;
    uint32_t open_call_count;
    uint32_t chunk_count; /* chunks of this lane, 2 to 64 */
    uint32_t kind;        /* planproof_lane_kind, written by the registry */
    uint32_t pid;         /* of the slot's process, written by the registry */
    uint32_t hooked; /* written by planproof_hook_event: the cursor lags, events up to the first zero are published */
    uint32_t closed_calls; /* hooked, in a gap: calls ended that began before it; open_calls are those begun in it */
    alignas(64) PLANPROOF_ATOMIC(uint64_t) dropped[PLANPROOF_DROP_REASONS];
    alignas(64) PLANPROOF_ATOMIC(uint64_t) drained; /* events taken, written by the drain */
    planproof_ring submit;                          /* thread to drain */
    planproof_ring free_chunks;                     /* drain to thread */
    uint32_t open_calls[PLANPROOF_OPEN_CALLS];
    uint32_t dropped_told[PLANPROOF_DROP_REASONS]; /* low half of dropped when the current chunk was begun */
    uint32_t threads_untold;                       /* left since the last account */
    uint64_t kept;         /* hooked: events kept before the gap; with the drops since they make the sequence number */
    uint64_t emitted_told; /* by all accounts so far */
    uint64_t dropped_in_accounts[PLANPROOF_DROP_REASONS];
    alignas(64) PLANPROOF_ATOMIC(uint32_t) accounts_told;  /* thread to drain, like a ring's tail */
    alignas(64) PLANPROOF_ATOMIC(uint32_t) accounts_taken; /* written by the drain */
    alignas(64) planproof_account accounts[PLANPROOF_ACCOUNTS];
} planproof_lane;

static_assert(sizeof(planproof_lane) == 2752, "43 cache lines");

/* What one process knows of a lane; never in shared memory. */
typedef struct planproof_lane_handle {
    planproof_lane *lane;
    planproof_chunk *chunks; /* the lane's own, chunk_count of them */
} planproof_lane_handle;

/* A lane's balance: emitted = taken + held + the sum of dropped, while thread and drain rest. Each is counted where it happens:
 * emitted by sequence and reentrant drops, taken by the drain, held chunk by chunk; none is worked out as a difference. */
typedef struct planproof_lane_balance {
    uint64_t emitted;
    uint64_t taken;
    uint64_t held;
    uint64_t dropped[PLANPROOF_DROP_REASONS];
} planproof_lane_balance;

/* Prepares a lane with all of its chunks free, their events zero as fresh memory has them; false when chunk_count isn't 2 to 64. */
bool planproof_lane_init(planproof_lane_handle handle, uint32_t slot, uint32_t chunk_count);

/* Ends a lane that neither side uses any more. */
void planproof_lane_destroy(planproof_lane_handle handle);

/* Thread: one event; false when it was dropped, which is counted. Never waits, never allocates, makes no system call. */
bool planproof_lane_write(planproof_lane_handle handle, uint64_t event);

/* Thread: hands the current chunk to the drain though it isn't full; false when it holds no event. */
bool planproof_lane_seal(planproof_lane_handle handle);

/* Drain: the oldest submitted chunk; NULL when none waits. */
planproof_chunk *planproof_lane_take(planproof_lane_handle handle);

/* Drain: gives a taken chunk back to its thread, its events zeroed; false when it is none of this lane's. */
bool planproof_lane_give_back(planproof_lane_handle handle, const planproof_chunk *chunk);

/* Thread, as it leaves: tells the drain what the lane has emitted and dropped since the account before. */
void planproof_lane_tell(planproof_lane_handle handle, uint32_t pid, uint32_t generation);

/* Drain: the oldest account told; false when none waits. */
bool planproof_lane_take_account(planproof_lane_handle handle, planproof_account *account);

/* Drain, once the thread rests: what no account has told yet. */
planproof_account planproof_lane_untold(planproof_lane_handle handle);

/* How many events of the current chunk are published, whichever way they were written; 0 without a chunk. */
uint32_t planproof_lane_published(planproof_lane_handle handle);

/* Anyone: the balance, exact while the lane's thread and the drain rest. */
planproof_lane_balance planproof_lane_count(planproof_lane_handle handle);

#ifdef __cplusplus
}
#endif

#endif
