/* Runs the tests named on the command line, those of one level (`--level unit`), or all; `--list` prints their names. */
#include "tap.h"

#include <stdbool.h>
#include <string.h>

extern const tap_test region_tests[], ring_tests[], chunk_tests[], lane_tests[], registry_tests[], thread_tests[];
extern const tap_test together_tests[], process_tests[];
extern const tap_test atf_tests[], atf_writer_tests[], atf_reader_tests[], lane_copy_tests[], drain_tests[];
extern const tap_test recording_tests[], recording_killed_tests[];
extern const tap_test fault_tests[], atf_decode_tests[], atf_files_tests[], clock_tests[], session_tests[],
    session_process_tests[];
extern const tap_test hook_tests[], hook_thread_tests[], hook_process_tests[];

typedef struct test_group {
    const char *level;
    const tap_test *tests;
} test_group;

static const test_group groups[] = {
    {"unit", region_tests},
    {"unit", ring_tests},
    {"unit", chunk_tests},
    {"unit", lane_tests},
    {"unit", registry_tests},
    {"unit", thread_tests},
    {"integration", together_tests},
    {"system", process_tests},
    {"unit", atf_tests},
    {"unit", atf_writer_tests},
    {"unit", atf_reader_tests},
    {"unit", lane_copy_tests},
    {"unit", drain_tests},
    {"integration", recording_tests},
    {"system", recording_killed_tests},
    {"unit", atf_decode_tests},
    {"unit", fault_tests},
    {"unit", atf_files_tests},
    {"unit", clock_tests},
    {"unit", session_tests},
    {"unit", hook_tests},
    {"integration", hook_thread_tests},
    {"system", session_process_tests},
    {"system", hook_process_tests},
    {NULL, NULL},
};

jmp_buf tap_failed;
char tap_message[400];

static bool named(const char *name, int count, char **names)
{
    for (int position = 1; position < count; position++) {
        if (strcmp(names[position], name) == 0)
            return true;
    }
    return false;
}

static bool passes(const tap_test *test)
{
    if (setjmp(tap_failed))
        return false;
    test->run();
    return true;
}

static bool report(const tap_test *test, int number)
{
    bool passed = passes(test);
    printf("%s %d - %s\n", passed ? "ok" : "not ok", number, test->name);
    if (!passed)
        printf("# %s\n", tap_message);
    return passed;
}

int main(int count, char **names)
{
    bool list = count == 2 && strcmp(names[1], "--list") == 0;
    const char *level = count == 3 && strcmp(names[1], "--level") == 0 ? names[2] : NULL;
    int ran = 0;
    int failed = 0;

    setvbuf(stdout, NULL, _IOLBF, 0); /* what was printed survives a crash */
    if (!list)
        puts("TAP version 13");
    for (const test_group *group = groups; group->tests; group++) {
        if (level && strcmp(level, group->level) != 0)
            continue;
        for (const tap_test *test = group->tests; test->name; test++) {
            if (list)
                puts(test->name);
            else if (level || count == 1 || named(test->name, count, names))
                failed += !report(test, ++ran);
        }
    }
    if (!list)
        printf("1..%d\n", ran);
    return failed > 0 || (ran == 0 && !list);
}
