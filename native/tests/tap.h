/* Tests that speak TAP 13: a test is a function without arguments, CHECK ends it at the first thing that isn't so.
 *
 *     static void test_thing__when__then_so(void) { CHECK(1 + 1 == 2); }
 *     const tap_test thing_tests[] = {TAP(test_thing__when__then_so), TAP_END};
 */
#ifndef PLANPROOF_TAP_H
#define PLANPROOF_TAP_H

#include <setjmp.h>
#include <stdio.h>

typedef struct tap_test {
    const char *name;
    void (*run)(void);
} tap_test;

extern jmp_buf tap_failed;
extern char tap_message[400]; /* what wasn't so, printed below the test's line */

#define TAP(function) {#function, function}
#define TAP_END {NULL, NULL}

/* Only in the test's own thread and process: threads and children hand their results back to it. */
#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            snprintf(tap_message, sizeof tap_message, "%s:%d: %s: Assertion `%s' failed.", __FILE__, __LINE__,         \
                     __func__, #condition);                                                                            \
            longjmp(tap_failed, 1);                                                                                    \
        }                                                                                                              \
    } while (0)

#endif
