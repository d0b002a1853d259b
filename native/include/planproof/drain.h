/* The one thread that takes what lanes submit and appends it to the file. It blocks all signals and never calls a hook. */
#ifndef PLANPROOF_DRAIN_H
#define PLANPROOF_DRAIN_H

#include "planproof/atf_writer.h"
#include "planproof/registry.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct planproof_drain planproof_drain;

/* Over all lanes: emitted = persisted + the sum of dropped. Drops are those of the lanes, and those of the drain itself
 * (disk_full: the file took no more; torn: a submitted chunk was no sealed chunk). */
typedef struct planproof_drain_balance {
    uint64_t emitted;
    uint64_t persisted;
    uint64_t dropped[PLANPROOF_DROP_REASONS];
} planproof_drain_balance;

/* Starts the thread; it rests for rest_us microseconds after a round that found nothing. NULL with errno when no thread can be
 * started. Registry and writer must outlive it. */
planproof_drain *planproof_drain_init(planproof_registry *registry, planproof_atf_writer *writer, uint32_t rest_us);

/* Ends the thread where it stands, unless planproof_drain_stop has. NULL is allowed. */
void planproof_drain_destroy(planproof_drain *drain);

/* Once the writing threads rest: appends what is submitted and what lanes still hold, ends the thread, gives the balance. */
planproof_drain_balance planproof_drain_stop(planproof_drain *drain);

#ifdef __cplusplus
}
#endif

#endif
