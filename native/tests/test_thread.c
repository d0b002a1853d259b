/* Tests of the calling thread's slot. */
#include "parts.h"

const tap_test thread_tests[] = {
    TAP_END,
};
