/* Tests of processes, and of the program that a user starts. */
#include "parts.h"

const tap_test process_tests[] = {
    TAP_END,
};
