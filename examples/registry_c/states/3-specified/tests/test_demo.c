/* The whole program as a user starts it; it lies beside the tests, in the build folder. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

static void test_slots_demo__200_threads__then_all_claimed_none_left(void)
{
    char command[4096] = "";
    char line[100] = "";
    ssize_t length = readlink("/proc/self/exe", command, sizeof command - 100);
    CHECK(length > 0);
    strcpy(strrchr(command, '/'), "/slots_demo 200");
    FILE *output = popen(command, "r");
    CHECK(output != NULL);
    char *printed = fgets(line, sizeof line, output);
    int status = pclose(output);
    CHECK(printed != NULL);
    CHECK(strcmp(line, "claimed=200 used=0\n") == 0);
    CHECK(status == 0);
}

const tap_test demo_tests[] = {TAP(test_slots_demo__200_threads__then_all_claimed_none_left), TAP_END};
