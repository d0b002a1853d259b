/* The fast path of an event, inlined where a hook writes it. */
#ifndef PLANPROOF_LANE_WRITE_H
#define PLANPROOF_LANE_WRITE_H

#include "planproof/lane.h"

#endif
