/* Tests of the writer of event files. */
#include "files.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

enum { CONTENT_BYTES = 1024 + 100 * 8, BLOCK_BYTES = 32 + CONTENT_BYTES };

static unsigned char bytes[4 * BLOCK_BYTES];

static void test_planproof_atf_writer_init__file_there_already__then_null_and_eexist(void)
{
    const char *path = fresh_file();
    planproof_atf_writer *writer = planproof_atf_writer_init(path, 1, PLANPROOF_ATF_RAW);
    CHECK(writer != NULL);
    planproof_atf_writer_destroy(writer);
    write_file("somebody's", 10);
    CHECK(planproof_atf_writer_init(path, 1, PLANPROOF_ATF_RAW) == NULL && errno == EEXIST);
    CHECK(read_file(bytes, sizeof bytes) == 10 && memcmp(bytes, "somebody's", 10) == 0);
    CHECK(planproof_atf_writer_init("/nonexistent/a.idx", 1, PLANPROOF_ATF_RAW) == NULL && errno == ENOENT);
}

static void test_planproof_atf_writer_init__no_room_for_header__then_null_and_no_file(void)
{
    const char *path = fresh_file();
    planproof_atf_writer *writer;
    void (*before_signal)(int);
    struct rlimit before, limit;
    int error;

    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    limit = before;
    limit.rlim_cur = 10;
    before_signal = signal(SIGXFSZ, SIG_IGN);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    errno = 0;
    writer = planproof_atf_writer_init(path, 1, PLANPROOF_ATF_RAW);
    error = errno;
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, before_signal);
    CHECK(writer == NULL && error == EFBIG);
    CHECK(file_bytes() == UINT64_MAX);
}

static void test_planproof_atf_writer_destroy__nothing_appended__then_header_alone(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 4242, PLANPROOF_ATF_RAW);
    planproof_atf_file_header header;
    uint32_t open_before = open_files();
    CHECK(writer != NULL);
    CHECK(planproof_atf_writer_bytes(writer) == 64);
    planproof_atf_writer_destroy(writer);
    CHECK(open_files() == open_before - 1);
    CHECK(file_bytes() == 64);
    CHECK(read_file(&header, sizeof header) == 64);
    CHECK(planproof_atf_file_check(&header) && header.pid == 4242);
    planproof_atf_writer_destroy(NULL);
}

static void test_planproof_atf_writer_append__three_chunks__then_blocks_as_drawn(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    CHECK(writer != NULL);
    for (uint32_t number = 0; number < 3; number++) {
        CHECK(planproof_atf_writer_append(writer, sealed_chunk(100 * number, 100)));
        CHECK(planproof_atf_writer_bytes(writer) == 64 + (number + 1) * BLOCK_BYTES);
        CHECK(file_bytes() == planproof_atf_writer_bytes(writer)); /* whole after every call */
    }
    planproof_atf_writer_destroy(writer);
    CHECK(read_file(bytes, sizeof bytes) == 64 + 3 * BLOCK_BYTES);
    for (uint32_t number = 0; number < 3; number++) {
        const unsigned char *block = bytes + 64 + number * BLOCK_BYTES;
        planproof_atf_block_header header;
        memcpy(&header, block, sizeof header);
        CHECK(planproof_atf_block_check(&header));
        CHECK(header.kind == PLANPROOF_ATF_EVENTS && header.encoding == PLANPROOF_ATF_RAW);
        CHECK(header.stored_bytes == CONTENT_BYTES && header.content_bytes == CONTENT_BYTES);
        CHECK(header.first_sequence == 100 * number);
        CHECK(memcmp(block + sizeof header, sealed_chunk(100 * number, 100), CONTENT_BYTES) == 0);
    }
}

static void test_planproof_atf_writer_append__not_sealed_or_torn__then_einval(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    planproof_chunk *chunk;
    CHECK(writer != NULL);
    CHECK(planproof_atf_writer_append(writer, sealed_chunk(0, 100)));
    chunk = sealed_chunk(100, 100);
    chunk->events[50] ^= 1;
    errno = 0;
    CHECK(!planproof_atf_writer_append(writer, chunk) && errno == EINVAL);
    planproof_chunk_begin(chunk, 3, 1, 100);
    errno = 0;
    CHECK(!planproof_atf_writer_append(writer, chunk) && errno == EINVAL);
    memset(chunk, 0, sizeof *chunk);
    errno = 0;
    CHECK(!planproof_atf_writer_append(writer, chunk) && errno == EINVAL);
    CHECK(planproof_atf_writer_append(writer, sealed_chunk(100, 100)));
    planproof_atf_writer_destroy(writer);
    CHECK(events_in_file(file_path()) == 200);
}

static void test_planproof_atf_writer_append__file_size_limit__then_false_and_file_whole(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    void (*before_signal)(int);
    struct rlimit before, limit;
    bool first, second;
    int second_errno;

    CHECK(writer != NULL);
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    limit = before;
    limit.rlim_cur = 64 + BLOCK_BYTES + BLOCK_BYTES / 2;
    before_signal = signal(SIGXFSZ, SIG_IGN); /* else the limit is told by a signal, not by EFBIG */
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    first = planproof_atf_writer_append(writer, sealed_chunk(0, 100));
    errno = 0;
    second = planproof_atf_writer_append(writer, sealed_chunk(100, 100));
    second_errno = errno;
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, before_signal);
    CHECK(first && !second && second_errno == EFBIG);
    CHECK(planproof_atf_writer_bytes(writer) == 64 + BLOCK_BYTES && file_bytes() == 64 + BLOCK_BYTES);
    CHECK(planproof_atf_writer_append(writer, sealed_chunk(100, 100))); /* there is room again */
    planproof_atf_writer_destroy(writer);
    CHECK(events_in_file(file_path()) == 200);
}

/* Calls and returns of 50 functions, a call in a call now and then, with tick deltas as a 2 GHz clock gives them. */
static planproof_chunk *lifelike_chunk(uint32_t number)
{
    planproof_chunk *chunk = sealed_chunk(number * PLANPROOF_CHUNK_EVENTS, 1);
    uint32_t random = 20261122 + number;
    uint32_t depth = 0, open[32];
    planproof_chunk_begin(chunk, 3, 1, (uint64_t)number * PLANPROOF_CHUNK_EVENTS);
    for (uint32_t place = 0; place < PLANPROOF_CHUNK_EVENTS; place++) {
        random = random * 1664525 + 1013904223;
        bool call = depth == 0 || (depth < 32 && (random >> 30) == 0);
        uint32_t function = call ? 1 + (random >> 16) % 50 : open[depth - 1];
        planproof_event_kind kind = call ? PLANPROOF_EVENT_CALL : PLANPROOF_EVENT_RETURN;
        if (call)
            open[depth] = function;
        depth = call ? depth + 1 : depth - 1;
        chunk->events[place] = planproof_event_pack(kind, function, function * 40 + (random >> 8) % 32);
    }
    planproof_chunk_seal(chunk, PLANPROOF_CHUNK_EVENTS);
    return chunk;
}

static void test_planproof_atf_writer_bytes__zstd__then_at_most_3_bytes_an_event(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, best_encoding());
    uint64_t an_event = planproof_atf_has_zstd() ? 3 : 9; /* raw: 8, and the headers */
    CHECK(writer != NULL);
    for (uint32_t number = 0; number < 50; number++)
        CHECK(planproof_atf_writer_append(writer, lifelike_chunk(number)));
    CHECK(planproof_atf_writer_bytes(writer) == file_bytes());
    CHECK(file_bytes() > 64);
    CHECK(file_bytes() <= an_event * 50 * PLANPROOF_CHUNK_EVENTS);
    planproof_atf_writer_destroy(writer);
}

const tap_test atf_writer_tests[] = {
    TAP(test_planproof_atf_writer_init__file_there_already__then_null_and_eexist),
    TAP(test_planproof_atf_writer_init__no_room_for_header__then_null_and_no_file),
    TAP(test_planproof_atf_writer_destroy__nothing_appended__then_header_alone),
    TAP(test_planproof_atf_writer_append__three_chunks__then_blocks_as_drawn),
    TAP(test_planproof_atf_writer_append__not_sealed_or_torn__then_einval),
    TAP(test_planproof_atf_writer_append__file_size_limit__then_false_and_file_whole),
    TAP(test_planproof_atf_writer_bytes__zstd__then_at_most_3_bytes_an_event),
    TAP_END,
};
