/* Tests of the queue of chunk numbers. */
#include "parts.h"

const tap_test ring_tests[] = {
    TAP_END,
};
