/* Tests of the copy of what a lane holds. */
#include "files.h"

const tap_test lane_copy_tests[] = {
    TAP_END,
};
