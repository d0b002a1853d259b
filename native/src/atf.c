/* The bytes of an event file: headers made and checked. */
#include "planproof/atf.h"

#include "crc32c.h"
#include "zstd_library.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

_Static_assert(offsetof(planproof_atf_file_header, crc32c) == 60, "the checksum ends the file header");
_Static_assert(offsetof(planproof_atf_block_header, header_crc32c) == 28, "the checksum ends the block header");

static uint64_t now_ns(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static uint32_t checksum_of_file(const planproof_atf_file_header *header)
{
    planproof_atf_file_header copy = *header;
    copy.crc32c = 0;
    return planproof_crc32c(0, &copy, sizeof copy);
}

static uint32_t checksum_of_block(const planproof_atf_block_header *header)
{
    planproof_atf_block_header copy = *header;
    copy.header_crc32c = 0;
    return planproof_crc32c(0, &copy, sizeof copy);
}

void planproof_atf_file_begin(planproof_atf_file_header *header, uint32_t pid)
{
    memset(header, 0, sizeof *header);
    header->magic = PLANPROOF_ATF_MAGIC;
    header->version = PLANPROOF_ATF_VERSION;
    header->version_needed = PLANPROOF_ATF_VERSION;
    header->pid = pid;
    header->started_monotonic_ns = now_ns(CLOCK_MONOTONIC);
    header->started_realtime_ns = now_ns(CLOCK_REALTIME);
    header->crc32c = checksum_of_file(header);
}

bool planproof_atf_file_check(const planproof_atf_file_header *header)
{
    return header->magic == PLANPROOF_ATF_MAGIC && header->crc32c == checksum_of_file(header);
}

void planproof_atf_block_begin(planproof_atf_block_header *header, planproof_atf_encoding encoding, const void *payload,
                               uint32_t stored_bytes, uint32_t content_bytes, uint64_t first_sequence)
{
    memset(header, 0, sizeof *header);
    header->magic = PLANPROOF_ATF_BLOCK_MAGIC;
    header->kind = PLANPROOF_ATF_EVENTS;
    header->encoding = (uint8_t)encoding;
    header->stored_bytes = stored_bytes;
    header->content_bytes = content_bytes;
    header->first_sequence = first_sequence;
    header->payload_crc32c = planproof_crc32c(0, payload, stored_bytes);
    header->header_crc32c = checksum_of_block(header);
}

bool planproof_atf_block_check(const planproof_atf_block_header *header)
{
    return header->magic == PLANPROOF_ATF_BLOCK_MAGIC && header->header_crc32c == checksum_of_block(header);
}

bool planproof_atf_has_zstd(void)
{
    return planproof_zstd_library() != NULL;
}
