/* CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum of chunks. */
#ifndef PLANPROOF_CRC32C_H
#define PLANPROOF_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of size_bytes of memory, going on from that of the bytes before; 0 before the first. */
uint32_t planproof_crc32c(uint32_t checksum, const void *memory, size_t size_bytes);

#endif
