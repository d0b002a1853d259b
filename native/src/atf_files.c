/* atf_files.h, not yet. */
#include "planproof/atf_files.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I3: %s\n", __func__)

planproof_atf_files *planproof_atf_files_init(const char *directory, planproof_atf_encoding encoding)
{
    (void)directory;
    (void)encoding;
    NOT_IMPLEMENTED();
    return NULL;
}

void planproof_atf_files_destroy(planproof_atf_files *files)
{
    (void)files;
    NOT_IMPLEMENTED();
}

bool planproof_atf_files_append(planproof_atf_files *files, const planproof_chunk *chunk)
{
    (void)files;
    (void)chunk;
    NOT_IMPLEMENTED();
    return false;
}

uint64_t planproof_atf_files_bytes(const planproof_atf_files *files)
{
    (void)files;
    NOT_IMPLEMENTED();
    return 0;
}
