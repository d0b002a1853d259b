/* The bytes of an event file. */
#include "planproof/atf.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I2: %s\n", __func__)

void planproof_atf_file_begin(planproof_atf_file_header *header, uint32_t pid)
{
    (void)header;
    (void)pid;
    NOT_IMPLEMENTED();
}

bool planproof_atf_file_check(const planproof_atf_file_header *header)
{
    (void)header;
    NOT_IMPLEMENTED();
    return false;
}

void planproof_atf_block_begin(planproof_atf_block_header *header, planproof_atf_encoding encoding, const void *payload,
                               uint32_t stored_bytes, uint32_t content_bytes, uint64_t first_sequence)
{
    (void)header;
    (void)encoding;
    (void)payload;
    (void)stored_bytes;
    (void)content_bytes;
    (void)first_sequence;
    NOT_IMPLEMENTED();
}

bool planproof_atf_block_check(const planproof_atf_block_header *header)
{
    (void)header;
    NOT_IMPLEMENTED();
    return false;
}

bool planproof_atf_has_zstd(void)
{
    NOT_IMPLEMENTED();
    return false;
}
