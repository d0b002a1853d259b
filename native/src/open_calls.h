/* The calls that are open in a lane, followed chunk by chunk by the drain: a writer that did it would pay with every event. */
#ifndef PLANPROOF_OPEN_CALLS_H
#define PLANPROOF_OPEN_CALLS_H

#include "planproof/chunk.h"
#include "planproof/clock.h"

/* Of one lane, in the drain's own memory. All zero: nobody's, none open. */
typedef struct planproof_open_calls {
    uint32_t pid;
    uint32_t generation;
    uint32_t count; /* may exceed what is kept */
    uint32_t calls[PLANPROOF_OPEN_CALLS];
} planproof_open_calls;

/* Completes a hooked lane's chunk of event_count events, a private copy: writes the calls that are open at its start and the ticks
 * at its end into its header, seals it, and follows its events. */
void planproof_open_calls_complete(planproof_open_calls *open, planproof_chunk *chunk, uint32_t event_count);

#endif
