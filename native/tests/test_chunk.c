/* Tests of events and chunks. */
#include "parts.h"

const tap_test chunk_tests[] = {
    TAP_END,
};
