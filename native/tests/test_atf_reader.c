/* Tests of the reader of event files. */
#include "files.h"

const tap_test atf_reader_tests[] = {
    TAP_END,
};
