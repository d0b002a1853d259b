/* What a lane holds that its thread never submitted: read by the drain once that thread rests or is dead. */
#ifndef PLANPROOF_LANE_COPY_H
#define PLANPROOF_LANE_COPY_H

#include "planproof/lane.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Drain, once the lane's thread rests or is dead: copies the current chunk up to what is published, and seals the copy unless the
 * lane is hooked, whose chunks the drain seals; how many events that are, 0 when the lane holds none or the chunk was submitted already. */
uint32_t planproof_lane_copy(planproof_lane_handle handle, planproof_chunk *copy);

#ifdef __cplusplus
}
#endif

#endif
