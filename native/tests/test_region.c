/* Tests of the shared memory. */
#include "parts.h"

const tap_test region_tests[] = {
    TAP_END,
};
