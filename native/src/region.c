/* The session's shared memory: a file that is allocated, mapped and carved. */
#include "planproof/region.h"

#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: %s\n", __func__)

planproof_region *planproof_region_init(const char *path, uint64_t size_bytes)
{
    (void)path;
    (void)size_bytes;
    NOT_IMPLEMENTED();
    return NULL;
}

void planproof_region_destroy(planproof_region *region)
{
    (void)region;
    NOT_IMPLEMENTED();
}

void *planproof_region_carve(planproof_region *region, uint64_t size_bytes, uint32_t alignment_bytes)
{
    (void)region;
    (void)size_bytes;
    (void)alignment_bytes;
    NOT_IMPLEMENTED();
    return NULL;
}

uint64_t planproof_region_offset(const planproof_region *region, const void *memory)
{
    (void)region;
    (void)memory;
    NOT_IMPLEMENTED();
    return 0;
}

void *planproof_region_at(const planproof_region *region, uint64_t offset_bytes, uint64_t size_bytes)
{
    (void)region;
    (void)offset_bytes;
    (void)size_bytes;
    NOT_IMPLEMENTED();
    return NULL;
}
