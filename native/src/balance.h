/* The balance of a recording, a row for each lane of each thread: found by whose it is, added to as chunks and accounts come in. */
#ifndef PLANPROOF_BALANCE_H
#define PLANPROOF_BALANCE_H

#include "planproof/drain.h"

/* Rows in a growing array, and the places in it by a hash of what they are about. All zero is empty. */
typedef struct planproof_balance {
    planproof_drain_row *rows;
    uint32_t *places; /* row + 1, 0 for none; place_count is a power of two */
    uint32_t row_count, place_count;
} planproof_balance;

/* The row of that lane, made if there was none; NULL without memory. Valid until the next call. */
planproof_drain_row *planproof_balance_row(planproof_balance *balance, uint32_t pid, uint32_t slot, uint32_t generation,
                                           planproof_lane_kind lane);

/* Puts rows in order, and joins those of threads that were accounted for as one. */
void planproof_balance_finish(planproof_balance *balance);

/* Frees the rows. */
void planproof_balance_destroy(planproof_balance *balance);

#endif
