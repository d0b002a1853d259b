/* CRC-32C by the processor's instruction where it has one, half a byte at a time by a table where it hasn't. */
#include "crc32c.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

enum { WORD_BYTES = 8, STRETCH_BYTES = 1024 };

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

/* The instruction takes a cycle, its answer comes after three: three stretches are taken at once. */
__attribute__((target("sse4.2"))) static void three_stretches(uint32_t *states, const unsigned char *bytes)
{
    uint64_t first = states[0], second = 0, third = 0;
    for (size_t place = 0; place < STRETCH_BYTES; place += WORD_BYTES) {
        uint64_t words[3];
        memcpy(&words[0], bytes + place, WORD_BYTES);
        memcpy(&words[1], bytes + place + STRETCH_BYTES, WORD_BYTES);
        memcpy(&words[2], bytes + place + 2 * STRETCH_BYTES, WORD_BYTES);
        first = __builtin_ia32_crc32di(first, words[0]);
        second = __builtin_ia32_crc32di(second, words[1]);
        third = __builtin_ia32_crc32di(third, words[2]);
    }
    states[0] = (uint32_t)first;
    states[1] = (uint32_t)second;
    states[2] = (uint32_t)third;
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

static void three_stretches(uint32_t *states, const unsigned char *bytes)
{
    states[0] = by_table(states[0], bytes, STRETCH_BYTES);
    states[1] = by_table(0, bytes + STRETCH_BYTES, STRETCH_BYTES);
    states[2] = by_table(0, bytes + 2 * STRETCH_BYTES, STRETCH_BYTES);
}
#endif

/* What a state becomes behind a stretch of zeros, by its four bytes: a checksum is linear, so that the stretches of one piece of
 * memory can be taken apart and put together. */
static uint32_t behind_zeros[4][256];

static void fill_table(void)
{
    static const unsigned char zeros[STRETCH_BYTES];
    for (int byte = 0; byte < 4; byte++) {
        for (int bit = 0; bit < 8; bit++) {
            uint32_t alone = by_instruction(UINT32_C(1) << (8 * byte + bit), zeros, STRETCH_BYTES / WORD_BYTES);
            for (int value = 0; value < 256; value++)
                behind_zeros[byte][value] ^= value >> bit & 1 ? alone : 0;
        }
    }
}

static uint32_t past_stretch(uint32_t state)
{
    return behind_zeros[0][state & 255] ^ behind_zeros[1][state >> 8 & 255] ^ behind_zeros[2][state >> 16 & 255] ^
           behind_zeros[3][state >> 24];
}

static uint32_t by_threes(uint32_t state, const unsigned char *bytes, size_t triples)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fill_table);
    for (; triples > 0; triples--, bytes += 3 * STRETCH_BYTES) {
        uint32_t states[3] = {state};
        three_stretches(states, bytes);
        state = past_stretch(past_stretch(states[0]) ^ states[1]) ^ states[2];
    }
    return state;
}

uint32_t planproof_crc32c(uint32_t checksum, const void *memory, size_t size_bytes)
{
    const unsigned char *bytes = memory;
    size_t triples = has_instruction() ? size_bytes / (3 * STRETCH_BYTES) : 0;
    uint32_t state = triples ? by_threes(~checksum, bytes, triples) : ~checksum;
    bytes += triples * 3 * STRETCH_BYTES;
    size_bytes -= triples * 3 * STRETCH_BYTES;
    size_t words = has_instruction() ? size_bytes / WORD_BYTES : 0;
    state = by_instruction(state, bytes, words);
    return ~by_table(state, bytes + words * WORD_BYTES, size_bytes - words * WORD_BYTES);
}
