/* Tests of a recording that is killed, and of the program that a user starts. */
#include "files.h"

#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 30, LONGEST_LIFE_US = 5000, EVENTS_A_CHUNK = 1000 };

static void append_until_killed(const char *path)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(path, (uint32_t)getpid(), best_encoding());
    for (uint32_t number = 0; writer; number++)
        planproof_atf_writer_append(writer, sealed_chunk(EVENTS_A_CHUNK * number, EVENTS_A_CHUNK));
    _exit(1);
}

/* Reads all whole blocks; how many, or UINT32_MAX when one isn't what was appended. */
static uint32_t whole_chunks(const char *path, uint64_t *lost_bytes)
{
    static planproof_chunk chunk;
    planproof_atf_reader *reader = planproof_atf_reader_init(path);
    uint32_t count = 0;
    *lost_bytes = 0;
    if (reader == NULL)
        return access(path, F_OK) == 0 && file_bytes() >= sizeof(planproof_atf_file_header) ? UINT32_MAX : 0;
    while (count != UINT32_MAX && planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_CHUNK) {
        bool right = chunk.header.first_sequence == EVENTS_A_CHUNK * count;
        right = right && chunk.events[999] == numbered_event(EVENTS_A_CHUNK * count + 999);
        count = right ? count + 1 : UINT32_MAX;
    }
    *lost_bytes = planproof_atf_reader_lost(reader);
    planproof_atf_reader_destroy(reader);
    return count;
}

static void test_planproof_atf_reader_next__writer_killed_at_random__then_reads_clean(void)
{
    uint64_t chunks_in_all = 0;
    CHECK(make_file(PLANPROOF_ATF_RAW, 1) > 0);
    srand(20261122);
    for (int round = 0; round < KILLS; round++) {
        const char *path = fresh_file();
        uint64_t lost_bytes;
        uint32_t chunks;
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0)
            append_until_killed(path);
        usleep((useconds_t)(rand() % LONGEST_LIFE_US));
        CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
        chunks = whole_chunks(path, &lost_bytes);
        CHECK(chunks != UINT32_MAX);
        CHECK(lost_bytes < sizeof(planproof_atf_block_header) + sizeof(planproof_chunk)); /* one block at most */
        chunks_in_all += chunks;
    }
    CHECK(chunks_in_all > 0);
}

/* Runs the stress program, which lies beside this one, its arguments before and behind a path; its exit status. */
static int stress(const char *arguments, const char *path, char *output, size_t size_bytes)
{
    char program[4096], command[4400];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    size_t read = 0;
    FILE *pipe;

    CHECK(length > 0);
    program[length] = '\0';
    snprintf(command, sizeof command, "'%s/lane_stress' %s '%s'", dirname(program), arguments, path);
    pipe = popen(command, "r");
    CHECK(pipe != NULL);
    read = fread(output, 1, size_bytes - 1, pipe);
    output[read] = '\0';
    return pclose(pipe);
}

static void test_lane_stress__to_a_file__then_difference_is_zero(void)
{
    char output[500], expected[500];
    snprintf(expected, sizeof expected,
             "threads=64 emitted=1280000 taken=1280000 dropped=0 refused=0 difference=0\n"
             "file=%s read=1280000 lost_bytes=0\n",
             fresh_file());
    CHECK(stress("64 20000 --to", file_path(), output, sizeof output) == 0);
    CHECK(strcmp(output, expected) == 0);
    CHECK(stress("--read", file_path(), output, sizeof output) == 0);
    CHECK(strcmp(output, strchr(expected, '\n') + 1) == 0);
    CHECK(stress("1 1 --to", file_path(), output, sizeof output) != 0); /* the file is there already */
    CHECK(events_in_file(file_path()) == 1280000);
}

const tap_test recording_killed_tests[] = {
    TAP(test_planproof_atf_reader_next__writer_killed_at_random__then_reads_clean),
    TAP(test_lane_stress__to_a_file__then_difference_is_zero),
    TAP_END,
};
