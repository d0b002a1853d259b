/* Tests of the reader of event files. */
#include "files.h"

#include <errno.h>
#include <string.h>

enum { MOST_BYTES = 20000, FLIPS = 2000 };

static unsigned char bytes[MOST_BYTES];
static planproof_chunk read_chunk;

/* Whether a read chunk is the one that sealed_chunk gives, to the last byte of its events. */
static bool is_written(uint32_t first, uint32_t count)
{
    size_t size_bytes = sizeof(planproof_chunk_header) + count * sizeof(uint64_t);
    return memcmp(&read_chunk, sealed_chunk(first, count), size_bytes) == 0;
}

/* Makes the file anew with another header, whose checksum is right. */
static void write_with_versions(uint16_t version, uint16_t needed, size_t size_bytes)
{
    planproof_atf_file_header header;
    planproof_atf_block_header probe;
    memcpy(&header, bytes, sizeof header);
    header.version = version;
    header.version_needed = needed;
    header.crc32c = 0;
    /* The checksum of a payload is the same function. */
    planproof_atf_block_begin(&probe, PLANPROOF_ATF_RAW, &header, sizeof header, sizeof header, 0);
    header.crc32c = probe.payload_crc32c;
    memcpy(bytes, &header, sizeof header);
    write_file(bytes, size_bytes);
}

static void test_planproof_atf_reader_init__no_event_file__then_null_and_einval(void)
{
    planproof_atf_reader *reader;
    uint64_t size_bytes = make_file(PLANPROOF_ATF_RAW, 1);
    CHECK(read_file(bytes, sizeof bytes) == size_bytes);
    reader = planproof_atf_reader_init(file_path());
    CHECK(reader != NULL);
    planproof_atf_reader_destroy(reader);

    bytes[8] ^= 1;
    write_file(bytes, size_bytes);
    CHECK(planproof_atf_reader_init(file_path()) == NULL && errno == EINVAL);
    write_file(bytes, 0);
    CHECK(planproof_atf_reader_init(file_path()) == NULL && errno == EINVAL);
    write_file("a text, and a longer one than the header of an event file would be", 66);
    CHECK(planproof_atf_reader_init(file_path()) == NULL && errno == EINVAL);
    CHECK(planproof_atf_reader_init("/nonexistent/a.idx") == NULL && errno == ENOENT);
}

static void test_planproof_atf_reader_init__newer_reader_needed__then_enotsup(void)
{
    uint64_t size_bytes = make_file(PLANPROOF_ATF_RAW, 1);
    CHECK(read_file(bytes, sizeof bytes) == size_bytes);
    write_with_versions(2, 2, size_bytes);
    CHECK(planproof_atf_reader_init(file_path()) == NULL && errno == ENOTSUP);
    write_with_versions(2, 1, size_bytes);
    CHECK(events_in_file(file_path()) == 100);
}

static void test_planproof_atf_reader_destroy__reader_and_null__then_file_closed(void)
{
    planproof_atf_reader *reader;
    uint32_t open_before = open_files();
    make_file(PLANPROOF_ATF_RAW, 1);
    reader = planproof_atf_reader_init(file_path());
    CHECK(reader != NULL);
    CHECK(open_files() == open_before + 1);
    planproof_atf_reader_destroy(reader);
    CHECK(open_files() == open_before);
    planproof_atf_reader_destroy(NULL);
}

static void test_planproof_atf_reader_next__raw_and_zstd__then_chunks_as_written(void)
{
    static const uint32_t counts[] = {1, 2, 100, 4001, PLANPROOF_CHUNK_EVENTS};
    const planproof_atf_encoding encodings[] = {PLANPROOF_ATF_RAW, best_encoding()};
    for (int kind = 0; kind < 2; kind++) {
        planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, encodings[kind]);
        planproof_atf_reader *reader;
        CHECK(writer != NULL);
        for (uint32_t number = 0; number < 20; number++)
            CHECK(planproof_atf_writer_append(writer, sealed_chunk(number * 10000, counts[number % 5])));
        planproof_atf_writer_destroy(writer);
        reader = planproof_atf_reader_init(file_path());
        CHECK(reader != NULL);
        for (uint32_t number = 0; number < 20; number++) {
            CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_CHUNK);
            CHECK(is_written(number * 10000, counts[number % 5]));
            CHECK(planproof_chunk_check(&read_chunk) == PLANPROOF_CHUNK_SEALED);
        }
        CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_END);
        CHECK(planproof_atf_reader_lost(reader) == 0);
        planproof_atf_reader_destroy(reader);
    }
}

static void test_planproof_atf_reader_next__file_grows__then_reads_on(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, best_encoding());
    planproof_atf_reader *reader;
    CHECK(writer != NULL);
    reader = planproof_atf_reader_init(file_path());
    CHECK(reader != NULL);
    for (uint32_t number = 0; number < 5; number++) {
        CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_END);
        CHECK(planproof_atf_writer_append(writer, sealed_chunk(100 * number, 100)));
        CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_CHUNK);
        CHECK(is_written(100 * number, 100));
    }
    planproof_atf_reader_destroy(reader);
    planproof_atf_writer_destroy(writer);
}

/* Makes a file of three raw blocks of which the second has another kind or encoding, and a header whose checksum is right;
 * how long the file is, in bytes. */
static uint64_t make_file_with_second(uint16_t kind, planproof_atf_encoding encoding)
{
    uint64_t size_bytes = make_file(PLANPROOF_ATF_RAW, 3);
    uint64_t block_bytes = (size_bytes - sizeof(planproof_atf_file_header)) / 3;
    planproof_atf_block_header header, probe;
    unsigned char *second = bytes + sizeof(planproof_atf_file_header) + block_bytes;

    CHECK(read_file(bytes, sizeof bytes) == size_bytes);
    memcpy(&header, second, sizeof header);
    header.kind = kind;
    header.encoding = (uint8_t)encoding;
    header.header_crc32c = 0;
    planproof_atf_block_begin(&probe, PLANPROOF_ATF_RAW, &header, sizeof header, sizeof header, 0);
    header.header_crc32c = probe.payload_crc32c;
    memcpy(second, &header, sizeof header);
    write_file(bytes, size_bytes);
    return size_bytes;
}

static void test_planproof_atf_reader_next__unknown_kind__then_skipped(void)
{
    make_file_with_second(99, PLANPROOF_ATF_RAW);

    planproof_atf_reader *reader = planproof_atf_reader_init(file_path());
    CHECK(reader != NULL);
    CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_CHUNK && is_written(0, 100));
    CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_CHUNK && is_written(200, 100));
    CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_END);
    planproof_atf_reader_destroy(reader);
}

static void test_planproof_atf_reader_next__unknown_kind_cut_off__then_torn(void)
{
    uint64_t size_bytes = make_file_with_second(99, PLANPROOF_ATF_RAW);
    uint64_t block_bytes = (size_bytes - sizeof(planproof_atf_file_header)) / 3;
    write_file(bytes, size_bytes - block_bytes - 1);
    planproof_atf_reader *reader = planproof_atf_reader_init(file_path());
    CHECK(reader != NULL);
    CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_CHUNK && is_written(0, 100));
    CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_TORN);
    CHECK(planproof_atf_reader_lost(reader) == block_bytes - 1);
    planproof_atf_reader_destroy(reader);
}

static void test_planproof_atf_reader_next__payload_not_as_encoded__then_torn(void)
{
    make_file_with_second(PLANPROOF_ATF_EVENTS, PLANPROOF_ATF_ZSTD);
    planproof_atf_reader *reader = planproof_atf_reader_init(file_path());
    CHECK(reader != NULL);
    CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_CHUNK && is_written(0, 100));
    CHECK(planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_TORN);
    CHECK(is_written(0, 100)); /* the caller's chunk is as it was */
    planproof_atf_reader_destroy(reader);
}

static void test_planproof_atf_reader_next__one_bit_flipped__then_torn_or_as_written(void)
{
    uint64_t size_bytes = make_file(best_encoding(), 3);
    uint32_t random = 20261122;
    CHECK(events_in_file(file_path()) == 300);
    CHECK(read_file(bytes, sizeof bytes) == size_bytes);
    for (int round = 0; round < FLIPS; round++) {
        random = random * 1664525 + 1013904223;
        uint64_t place =
            sizeof(planproof_atf_file_header) + (random >> 8) % (size_bytes - sizeof(planproof_atf_file_header));
        unsigned char bit = (unsigned char)(1 << (random >> 29));
        planproof_atf_found found;
        uint32_t chunks = 0;
        bytes[place] ^= bit;
        write_file(bytes, size_bytes);
        planproof_atf_reader *reader = planproof_atf_reader_init(file_path());
        CHECK(reader != NULL);
        while ((found = planproof_atf_reader_next(reader, &read_chunk)) == PLANPROOF_ATF_CHUNK)
            CHECK(is_written(100 * chunks, 100) && ++chunks < 3);
        CHECK(found == PLANPROOF_ATF_TORN && planproof_atf_reader_lost(reader) > 0);
        planproof_atf_reader_destroy(reader);
        bytes[place] ^= bit;
    }
}

static void test_planproof_atf_reader_lost__cut_at_every_byte__then_rest_counted(void)
{
    uint64_t size_bytes = make_file(best_encoding(), 2);
    uint64_t header_bytes = sizeof(planproof_atf_file_header);
    planproof_atf_block_header first;
    CHECK(read_file(bytes, sizeof bytes) == size_bytes);
    memcpy(&first, bytes + header_bytes, sizeof first);
    uint64_t first_end = header_bytes + sizeof first + first.stored_bytes;
    for (uint64_t length = header_bytes; length <= size_bytes; length++) {
        uint64_t whole = length == size_bytes ? size_bytes : length >= first_end ? first_end : header_bytes;
        uint32_t chunks = 0;
        write_file(bytes, length);
        planproof_atf_reader *reader = planproof_atf_reader_init(file_path());
        CHECK(reader != NULL);
        while (planproof_atf_reader_next(reader, &read_chunk) == PLANPROOF_ATF_CHUNK)
            CHECK(is_written(100 * chunks, 100) && ++chunks <= 2);
        CHECK(chunks == (whole == size_bytes ? 2 : whole == first_end ? 1 : 0));
        CHECK(planproof_atf_reader_lost(reader) == length - whole);
        planproof_atf_reader_destroy(reader);
    }
}

const tap_test atf_reader_tests[] = {
    TAP(test_planproof_atf_reader_init__no_event_file__then_null_and_einval),
    TAP(test_planproof_atf_reader_init__newer_reader_needed__then_enotsup),
    TAP(test_planproof_atf_reader_destroy__reader_and_null__then_file_closed),
    TAP(test_planproof_atf_reader_next__raw_and_zstd__then_chunks_as_written),
    TAP(test_planproof_atf_reader_next__file_grows__then_reads_on),
    TAP(test_planproof_atf_reader_next__unknown_kind__then_skipped),
    TAP(test_planproof_atf_reader_next__unknown_kind_cut_off__then_torn),
    TAP(test_planproof_atf_reader_next__payload_not_as_encoded__then_torn),
    TAP(test_planproof_atf_reader_next__one_bit_flipped__then_torn_or_as_written),
    TAP(test_planproof_atf_reader_lost__cut_at_every_byte__then_rest_counted),
    TAP_END,
};
