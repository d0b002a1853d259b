/* Tests of threads and drain at once. */
#include "parts.h"

const tap_test together_tests[] = {
    TAP_END,
};
