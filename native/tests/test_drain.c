/* Tests of the drain. */
#include "files.h"

const tap_test drain_tests[] = {
    TAP_END,
};
