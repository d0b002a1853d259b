/* Tests of the bytes of an event file. */
#include "files.h"

const tap_test atf_tests[] = {
    TAP_END,
};
