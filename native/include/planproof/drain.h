/* The one thread that takes what lanes submit and appends it to files. It blocks all signals and never calls a hook.
 *
 * A chunk is copied out of the lane and given back at once; what is checked, completed, compressed and written is the copy, which
 * no other process can change meanwhile. */
#ifndef PLANPROOF_DRAIN_H
#define PLANPROOF_DRAIN_H

#include "planproof/atf_writer.h"
#include "planproof/control.h"
#include "planproof/registry.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct planproof_drain planproof_drain;

/* Over all lanes: emitted = persisted + the sum of dropped. Drops are those of the lanes, those of threads without a lane
 * (registry_full), and those of the drain itself (disk_full: the file took no more; torn: what was submitted is no chunk). */
typedef struct planproof_drain_balance {
    uint64_t emitted;
    uint64_t persisted;
    uint64_t dropped[PLANPROOF_DROP_REASONS];
} planproof_drain_balance;

/* The same of one thread's lane. Where threads of one slot left faster than the drain came by, one row is about several. */
typedef struct planproof_drain_row {
    uint32_t pid;
    uint32_t slot;
    uint32_t generation; /* the last one's */
    uint32_t lane;       /* planproof_lane_kind */
    uint32_t threads;    /* that it is about, 1 or more; 0 when whose events these are was lost */
    uint32_t reserved;
    uint64_t emitted;
    uint64_t persisted;
    uint64_t dropped[PLANPROOF_DROP_REASONS];
} planproof_drain_row;

/* Starts the thread; it rests for rest_us microseconds after a round that found nothing. NULL with errno when no thread can be
 * started. Registry and writer must outlive it. */
planproof_drain *planproof_drain_init(planproof_registry *registry, planproof_atf_writer *writer, uint32_t rest_us);

/* The same for a session: writes a file for each process into a directory, shows its heartbeat in the control block, frees the slots
 * of processes that died. NULL with errno, also those of planproof_atf_files_init. */
planproof_drain *planproof_drain_init_files(planproof_registry *registry, planproof_control *control,
                                            const char *atf_directory, planproof_atf_encoding encoding,
                                            uint32_t rest_us);

/* Ends the thread where it stands, unless planproof_drain_stop has. NULL is allowed. */
void planproof_drain_destroy(planproof_drain *drain);

/* Once the writing threads rest or are dead: appends what is submitted and what lanes still hold, ends the thread, gives the
 * balance. */
planproof_drain_balance planproof_drain_stop(planproof_drain *drain);

/* After planproof_drain_stop: the balance row by row, ordered by slot, lane and generation; valid until the drain is destroyed. */
const planproof_drain_row *planproof_drain_rows(const planproof_drain *drain, uint32_t *count);

/* While it runs: events persisted and bytes written so far. */
void planproof_drain_progress(const planproof_drain *drain, uint64_t *persisted, uint64_t *size_bytes);

#ifdef __cplusplus
}
#endif

#endif
