/* Tests of events and chunks. */
#include "parts.h"

#include <string.h>

static planproof_chunk chunk;

/* A small repeatable source of places, by Marsaglia's xorshift. */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void fill_and_seal(uint32_t count)
{
    planproof_chunk_begin(&chunk, 3, 1, 8064);
    for (uint32_t number = 0; number < count; number++)
        chunk.events[number] = planproof_event_pack(PLANPROOF_EVENT_CALL, number, number * 7);
    planproof_chunk_seal(&chunk, count);
}

/* CRC-32C bit by bit, as RFC 3720 defines it. */
static uint32_t reference_crc32c(const void *memory, size_t size_bytes)
{
    const unsigned char *bytes = memory;
    uint32_t checksum = UINT32_MAX;
    for (size_t position = 0; position < size_bytes; position++) {
        checksum ^= bytes[position];
        for (int bit = 0; bit < 8; bit++)
            checksum = checksum >> 1 ^ (checksum & 1 ? UINT32_C(0x82f63b78) : 0);
    }
    return ~checksum;
}

static void test_planproof_event_pack__largest_parts__then_no_bit_shared(void)
{
    CHECK(planproof_event_pack(PLANPROOF_EVENT_TIME, PLANPROOF_FUNCTION_MAX, UINT32_MAX) == UINT64_MAX);
    CHECK(planproof_event_pack(PLANPROOF_EVENT_TIME, 0, 0) == UINT64_C(7) << 61);
    CHECK(planproof_event_pack(PLANPROOF_EVENT_CALL, PLANPROOF_FUNCTION_MAX, 0) == (uint64_t)PLANPROOF_FUNCTION_MAX
                                                                                       << 32);
    CHECK(planproof_event_pack(PLANPROOF_EVENT_CALL, 0, UINT32_MAX) == UINT32_MAX);
    CHECK(planproof_event_pack(PLANPROOF_EVENT_CALL, UINT32_MAX, 0) == (uint64_t)PLANPROOF_FUNCTION_MAX << 32);
    CHECK(planproof_event_pack(PLANPROOF_EVENT_RETURN, 42, 7) == UINT64_C(2305843189602320391));
}

static void test_planproof_event_unpack__each_kind__then_parts_as_packed(void)
{
    for (uint32_t number = 0; number < 8; number++) {
        uint64_t event = planproof_event_pack((planproof_event_kind)number, 1000 + number, 2000 + number);
        planproof_event_kind kind = PLANPROOF_EVENT_CALL;
        uint32_t function = 0;
        uint32_t payload = 0;
        planproof_event_unpack(event, &kind, &function, &payload);
        CHECK(kind == (planproof_event_kind)number);
        CHECK(function == 1000 + number);
        CHECK(payload == 2000 + number);
        planproof_event_unpack(event, NULL, NULL, NULL);
    }
}

static void test_planproof_chunk_begin__used_chunk__then_fresh_header(void)
{
    static planproof_chunk_header expected;
    memset(&chunk, 0xff, sizeof chunk);
    planproof_chunk_begin(&chunk, 3, 5, 8064);
    expected.magic = PLANPROOF_CHUNK_MAGIC;
    expected.version = PLANPROOF_CHUNK_VERSION;
    expected.slot = 3;
    expected.generation = 5;
    expected.first_sequence = 8064;
    CHECK(memcmp(&chunk.header, &expected, sizeof expected) == 0);
    CHECK(memcmp(&chunk.header.magic, "PPCK", 4) == 0);
}

static void test_planproof_chunk_seal__events_written__then_check_says_sealed(void)
{
    static planproof_chunk copy;
    planproof_chunk_begin(&chunk, 3, 1, 8064);
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_OPEN);
    chunk.events[0] = planproof_event_pack(PLANPROOF_EVENT_CALL, 42, 0);
    planproof_chunk_seal(&chunk, 1);
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_SEALED);
    CHECK(chunk.header.event_count == 1);
    copy = chunk;
    copy.header.crc32c = 0;
    CHECK(reference_crc32c("123456789", 9) == UINT32_C(0xe3069283)); /* the check value of the standard */
    CHECK(chunk.header.crc32c == reference_crc32c(&copy, sizeof copy.header + sizeof copy.events[0]));
    chunk.events[0] ^= 1;
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_TORN);
    chunk.events[0] ^= 1;
    chunk.events[1] ^= 1; /* behind the count, so no part of the chunk */
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_SEALED);
}

static void test_planproof_chunk_check__one_bit_flipped__then_torn(void)
{
    unsigned char *bytes = (unsigned char *)&chunk;
    uint32_t random = 20261122;

    fill_and_seal(PLANPROOF_CHUNK_EVENTS);
    CHECK(chunk.header.crc32c != 0);
    for (int round = 0; round < 1000; round++) {
        /* Every fourth place lies in the header, which is a small part of the chunk. */
        uint32_t size_bytes = round % 4 ? PLANPROOF_CHUNK_BYTES : (uint32_t)sizeof(planproof_chunk_header);
        uint32_t place = next_random(&random) % size_bytes;
        unsigned char bit = (unsigned char)(1 << next_random(&random) % 8);
        bytes[place] ^= bit;
        CHECK(planproof_chunk_check(&chunk) == (place < 6 ? PLANPROOF_CHUNK_FOREIGN : PLANPROOF_CHUNK_TORN));
        bytes[place] ^= bit;
    }
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_SEALED);
}

static void test_planproof_chunk_check__not_sealed__then_open(void)
{
    fill_and_seal(100);
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_SEALED);
    planproof_chunk_begin(&chunk, 3, 1, 8164);
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_OPEN);
    chunk.events[0] = 1;
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_OPEN);
    chunk.header.crc32c = 1; /* a checksum without a count: torn while it was sealed */
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_TORN);
}

static void test_planproof_chunk_check__other_magic_or_version__then_foreign(void)
{
    memset(&chunk, 0, sizeof chunk);
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_FOREIGN);
    fill_and_seal(10);
    chunk.header.magic++;
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_FOREIGN);
    chunk.header.event_count = UINT32_MAX;
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_FOREIGN);
    chunk.header.magic--;
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_TORN);
    chunk.header.event_count = PLANPROOF_CHUNK_EVENTS + 1;
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_TORN);
    chunk.header.version++;
    CHECK(planproof_chunk_check(&chunk) == PLANPROOF_CHUNK_FOREIGN);
}

const tap_test chunk_tests[] = {
    TAP(test_planproof_event_pack__largest_parts__then_no_bit_shared),
    TAP(test_planproof_event_unpack__each_kind__then_parts_as_packed),
    TAP(test_planproof_chunk_begin__used_chunk__then_fresh_header),
    TAP(test_planproof_chunk_seal__events_written__then_check_says_sealed),
    TAP(test_planproof_chunk_check__one_bit_flipped__then_torn),
    TAP(test_planproof_chunk_check__not_sealed__then_open),
    TAP(test_planproof_chunk_check__other_magic_or_version__then_foreign),
    TAP_END,
};
