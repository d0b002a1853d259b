/* The library as it is before the iteration. */
#include <string.h>

#include "slots/version.h"
#include "tap.h"

static void test_slots_version__any_time__then_three_numbers(void)
{
    CHECK(strcmp(slots_version(), "0.1.0") == 0);
}

const tap_test version_tests[] = {TAP(test_slots_version__any_time__then_three_numbers), TAP_END};
