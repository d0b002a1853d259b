/* Tests of lanes, in one thread. */
#include "parts.h"

const tap_test lane_tests[] = {
    TAP_END,
};
