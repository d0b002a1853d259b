/* The checksum by instruction or by table. */
#include "crc32c.h"

#include <stdio.h>

uint32_t planproof_crc32c(uint32_t checksum, const void *memory, size_t size_bytes)
{
    (void)checksum;
    (void)memory;
    (void)size_bytes;
    fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: %s\n", __func__);
    return 0;
}
