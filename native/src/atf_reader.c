/* From the file to chunks. */
#include "planproof/atf_reader.h"

#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I2: %s\n", __func__)

planproof_atf_reader *planproof_atf_reader_init(const char *path)
{
    (void)path;
    NOT_IMPLEMENTED();
    return NULL;
}

void planproof_atf_reader_destroy(planproof_atf_reader *reader)
{
    (void)reader;
    NOT_IMPLEMENTED();
}

planproof_atf_found planproof_atf_reader_next(planproof_atf_reader *reader, planproof_chunk *chunk)
{
    (void)reader;
    (void)chunk;
    NOT_IMPLEMENTED();
    return (planproof_atf_found){0};
}

uint64_t planproof_atf_reader_lost(const planproof_atf_reader *reader)
{
    (void)reader;
    NOT_IMPLEMENTED();
    return 0;
}
