/* From chunks to the file. */
#include "planproof/atf_writer.h"

#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I2: %s\n", __func__)

planproof_atf_writer *planproof_atf_writer_init(const char *path, uint32_t pid, planproof_atf_encoding encoding)
{
    (void)path;
    (void)pid;
    (void)encoding;
    NOT_IMPLEMENTED();
    return NULL;
}

void planproof_atf_writer_destroy(planproof_atf_writer *writer)
{
    (void)writer;
    NOT_IMPLEMENTED();
}

bool planproof_atf_writer_append(planproof_atf_writer *writer, const planproof_chunk *chunk)
{
    (void)writer;
    (void)chunk;
    NOT_IMPLEMENTED();
    return false;
}

uint64_t planproof_atf_writer_bytes(const planproof_atf_writer *writer)
{
    (void)writer;
    NOT_IMPLEMENTED();
    return 0;
}
