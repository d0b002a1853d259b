/* Runs the tests named on the command line, or all of them; `--list` prints their names. */
#include <string.h>

#include "tap.h"

extern const tap_test version_tests[];
extern const tap_test registry_tests[];
extern const tap_test thread_tests[];
extern const tap_test demo_tests[];

jmp_buf tap_failed;
char tap_message[400];

static const tap_test *const groups[] = {version_tests, registry_tests, thread_tests, demo_tests, NULL};

static int wanted(const char *name, int count, char **names)
{
    for (int position = 1; position < count; position++) {
        if (strcmp(names[position], name) == 0)
            return 1;
    }
    return count < 2;
}

static int passes(const tap_test *test)
{
    if (setjmp(tap_failed))
        return 0;
    test->run();
    return 1;
}

int main(int count, char **names)
{
    int list = count == 2 && strcmp(names[1], "--list") == 0;
    int ran = 0;
    int failed = 0;

    setvbuf(stdout, NULL, _IOLBF, 0); /* what was printed survives a crash */
    if (!list)
        puts("TAP version 13");
    for (const tap_test *const *group = groups; *group; group++) {
        for (const tap_test *test = *group; test->name; test++) {
            if (list) {
                puts(test->name);
            } else if (wanted(test->name, count, names)) {
                int passed = passes(test);
                failed += !passed;
                printf("%s %d - %s\n", passed ? "ok" : "not ok", ++ran, test->name);
                if (!passed)
                    printf("# %s\n", tap_message);
            }
        }
    }
    if (!list)
        printf("1..%d\n", ran);
    return failed > 0;
}
