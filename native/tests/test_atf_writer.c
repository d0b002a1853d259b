/* Tests of the writer of event files. */
#include "files.h"

const tap_test atf_writer_tests[] = {
    TAP_END,
};
