/* Tests of the bytes of an event file. */
#include "files.h"

#include <errno.h>
#include <string.h>

static void flip(void *memory, uint32_t bit)
{
    ((unsigned char *)memory)[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

static void test_planproof_atf_file_begin__pid_given__then_check_accepts(void)
{
    planproof_atf_file_header header;
    memset(&header, 0xff, sizeof header);
    planproof_atf_file_begin(&header, 4242);
    CHECK(planproof_atf_file_check(&header));
    CHECK(memcmp(&header, "PATF", 4) == 0);
    CHECK(header.version == PLANPROOF_ATF_VERSION && header.version_needed == PLANPROOF_ATF_VERSION);
    CHECK(header.pid == 4242 && header.reserved_0 == 0 && header.reserved_1[0] == 0 && header.reserved_1[6] == 0);
    CHECK(header.started_monotonic_ns > 0);
    CHECK(header.started_realtime_ns > UINT64_C(1700000000) * 1000000000); /* after 2023 */
}

static void test_planproof_atf_file_check__one_bit_flipped__then_refused(void)
{
    planproof_atf_file_header header;
    planproof_atf_file_begin(&header, 4242);
    CHECK(planproof_atf_file_check(&header));
    for (uint32_t bit = 0; bit < 8 * sizeof header; bit++) {
        flip(&header, bit);
        CHECK(!planproof_atf_file_check(&header));
        flip(&header, bit);
    }
    CHECK(planproof_atf_file_check(&header));
}

static void test_planproof_atf_block_begin__payload_given__then_check_accepts(void)
{
    planproof_atf_block_header header;
    planproof_atf_block_begin(&header, PLANPROOF_ATF_RAW, "123456789", 9, 9, 8064);
    CHECK(planproof_atf_block_check(&header));
    CHECK(header.stored_bytes == 9 && header.content_bytes == 9 && header.first_sequence == 8064);
    CHECK(header.payload_crc32c == 0xe3069283);
    CHECK(memcmp(&header, "PBLK", 4) == 0);
    CHECK(header.kind == PLANPROOF_ATF_EVENTS && header.encoding == PLANPROOF_ATF_RAW && header.reserved == 0);
}

static void test_planproof_atf_block_check__one_bit_flipped__then_refused(void)
{
    planproof_atf_block_header header;
    planproof_atf_block_begin(&header, PLANPROOF_ATF_ZSTD, "123456789", 9, 70, 8064);
    CHECK(planproof_atf_block_check(&header));
    CHECK(header.encoding == PLANPROOF_ATF_ZSTD && header.content_bytes == 70);
    for (uint32_t bit = 0; bit < 8 * sizeof header; bit++) {
        flip(&header, bit);
        CHECK(!planproof_atf_block_check(&header));
        flip(&header, bit);
    }
    CHECK(planproof_atf_block_check(&header));
}

static void test_planproof_atf_has_zstd__asked_of_writer__then_same_answer(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    CHECK(writer != NULL);
    planproof_atf_writer_destroy(writer);
    errno = 0;
    writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_ZSTD);
    CHECK(planproof_atf_has_zstd() == (writer != NULL));
    CHECK(writer != NULL || errno == ENOTSUP);
    CHECK((writer != NULL) == (file_bytes() == sizeof(planproof_atf_file_header)));
    planproof_atf_writer_destroy(writer);
    CHECK(planproof_atf_writer_init(fresh_file(), 1, (planproof_atf_encoding)2) == NULL && errno == ENOTSUP);
}

const tap_test atf_tests[] = {
    TAP(test_planproof_atf_file_begin__pid_given__then_check_accepts),
    TAP(test_planproof_atf_file_check__one_bit_flipped__then_refused),
    TAP(test_planproof_atf_block_begin__payload_given__then_check_accepts),
    TAP(test_planproof_atf_block_check__one_bit_flipped__then_refused),
    TAP(test_planproof_atf_has_zstd__asked_of_writer__then_same_answer),
    TAP_END,
};
