/* Tests of the registry, in one thread. */
#include "parts.h"

const tap_test registry_tests[] = {
    TAP_END,
};
