/* Publishes the counter in a session's tick line, so that writers needn't read it. */
#ifndef PLANPROOF_TICKER_H
#define PLANPROOF_TICKER_H

#include "planproof/control.h"

typedef struct planproof_ticker planproof_ticker;

/* Starts the thread; NULL with errno when none can be had. The control block must outlive it. */
planproof_ticker *planproof_ticker_init(planproof_control *control);

/* Ends the thread. NULL is allowed. */
void planproof_ticker_destroy(planproof_ticker *ticker);

#endif
