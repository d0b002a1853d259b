/* The copy of what a lane holds. */
#include "planproof/lane_copy.h"

#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I2: %s\n", __func__)

uint32_t planproof_lane_copy(planproof_lane_handle handle, planproof_chunk *copy)
{
    (void)handle;
    (void)copy;
    NOT_IMPLEMENTED();
    return 0;
}
