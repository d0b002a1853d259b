/* Tests of threads, drain, file and reader together. */
#include "files.h"

const tap_test recording_tests[] = {
    TAP_END,
};
