/* Tests of a recording that is killed, and of the program that a user starts. */
#include "files.h"

const tap_test recording_killed_tests[] = {
    TAP_END,
};
