/* CRC-32C by the processor's instruction where it has one, half a byte at a time by a table where it hasn't. */
#include "crc32c.h"

#include <stdbool.h>
#include <string.h>

enum { WORD_BYTES = 8 };

/* Remainders of the sixteen half bytes by the reflected polynomial 0x82f63b78. */
static const uint32_t half_bytes[16] = {
    0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
    0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

static uint32_t by_table(uint32_t state, const unsigned char *bytes, size_t size_bytes)
{
    for (size_t position = 0; position < size_bytes; position++) {
        state ^= bytes[position];
        state = state >> 4 ^ half_bytes[state & 15];
        state = state >> 4 ^ half_bytes[state & 15];
    }
    return state;
}

#if defined(__x86_64__)
static bool has_instruction(void)
{
    return __builtin_cpu_supports("sse4.2") != 0;
}

__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t state, const unsigned char *bytes,
                                                                 size_t words)
{
    uint64_t remainder = state;
    for (; words > 0; words--, bytes += WORD_BYTES) {
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        remainder = __builtin_ia32_crc32di(remainder, word);
    }
    return (uint32_t)remainder;
}
#else
static bool has_instruction(void)
{
    return false;
}

static uint32_t by_instruction(uint32_t state, const unsigned char *bytes, size_t words)
{
    return by_table(state, bytes, words * WORD_BYTES);
}
#endif

uint32_t planproof_crc32c(uint32_t checksum, const void *memory, size_t size_bytes)
{
    const unsigned char *bytes = memory;
    size_t words = has_instruction() ? size_bytes / WORD_BYTES : 0;
    uint32_t state = by_instruction(~checksum, bytes, words);
    return ~by_table(state, bytes + words * WORD_BYTES, size_bytes - words * WORD_BYTES);
}
