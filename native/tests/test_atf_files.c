/* Tests of the event files of many processes. */
#include "files.h"
#include "planproof/atf_files.h"
#include "sessions.h"

#include <errno.h>

static planproof_chunk *chunk_of(uint32_t pid, uint32_t first)
{
    planproof_chunk *chunk = sealed_chunk(first, 10);
    chunk->header.pid = pid;
    planproof_chunk_seal(chunk, 10);
    return chunk;
}

static void test_planproof_atf_files_init__no_directory__then_null_with_reason(void)
{
    errno = 0;
    CHECK(planproof_atf_files_init("/nonexistent", PLANPROOF_ATF_RAW) == NULL && errno == ENOENT);
    CHECK(planproof_atf_files_init("/dev/null", PLANPROOF_ATF_RAW) == NULL && errno == ENOTDIR);
    planproof_atf_files_destroy(NULL);
}

static void test_planproof_atf_files_append__100_processes_by_turns__then_a_file_each(void)
{
    enum { PROCESSES = 100, ROUNDS = 3 };
    planproof_atf_files *files = planproof_atf_files_init(fresh_directory(), best_encoding());
    uint32_t open_before = open_files();
    CHECK(files != NULL);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        for (uint32_t pid = 1; pid <= PROCESSES; pid++)
            CHECK(planproof_atf_files_append(files, chunk_of(pid, 10 * round)));
    }
    CHECK(open_files() <= open_before + 16);
    CHECK(planproof_atf_files_bytes(files) > PROCESSES * 64);
    planproof_atf_files_destroy(files);
    CHECK(open_files() == open_before);
    for (uint32_t pid = 1; pid <= PROCESSES; pid++)
        CHECK(events_of(pid) == 10 * ROUNDS);
}

static void test_planproof_atf_files_append__torn_file_there__then_goes_on_behind_last_block(void)
{
    planproof_atf_files *files = planproof_atf_files_init(fresh_directory(), PLANPROOF_ATF_RAW);
    CHECK(files != NULL && planproof_atf_files_append(files, chunk_of(7, 0)));
    planproof_atf_files_destroy(files);
    FILE *file = fopen(in_directory("events-7.idx"), "ab");
    CHECK(file != NULL && fputs("torn off", file) >= 0 && fclose(file) == 0);
    CHECK(events_of(7) == UINT64_MAX);
    files = planproof_atf_files_init(in_directory("."), PLANPROOF_ATF_RAW);
    CHECK(files != NULL && planproof_atf_files_append(files, chunk_of(7, 10)));
    planproof_atf_files_destroy(files);
    CHECK(events_of(7) == 20);
}

static void test_planproof_atf_files_append__somebody_elses_file__then_false_and_untouched(void)
{
    planproof_atf_files *files = planproof_atf_files_init(fresh_directory(), PLANPROOF_ATF_RAW);
    FILE *file = fopen(in_directory("events-7.idx"), "wb");
    char text[16] = "";
    CHECK(files != NULL && file != NULL && fputs("somebody's", file) >= 0 && fclose(file) == 0);
    errno = 0;
    CHECK(!planproof_atf_files_append(files, chunk_of(7, 0)) && errno != EINVAL);
    planproof_atf_files_destroy(files);
    file = fopen(in_directory("events-7.idx"), "rb");
    CHECK(file != NULL && fread(text, 1, sizeof text, file) == 10 && fclose(file) == 0);
}

static void test_planproof_atf_files_append__no_chunk__then_einval(void)
{
    planproof_atf_files *files = planproof_atf_files_init(fresh_directory(), PLANPROOF_ATF_RAW);
    planproof_chunk *chunk = chunk_of(7, 0);
    CHECK(files != NULL);
    chunk->events[3] ^= 1;
    errno = 0;
    CHECK(!planproof_atf_files_append(files, chunk) && errno == EINVAL);
    planproof_atf_files_destroy(files);
}

const tap_test atf_files_tests[] = {
    TAP(test_planproof_atf_files_init__no_directory__then_null_with_reason),
    TAP(test_planproof_atf_files_append__100_processes_by_turns__then_a_file_each),
    TAP(test_planproof_atf_files_append__torn_file_there__then_goes_on_behind_last_block),
    TAP(test_planproof_atf_files_append__somebody_elses_file__then_false_and_untouched),
    TAP(test_planproof_atf_files_append__no_chunk__then_einval),
    TAP_END,
};
