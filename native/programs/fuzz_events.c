/* `fuzz_events SECONDS SEED`: spoils event files in every way that it knows and reads them, until the time is over.
 *
 *     seed=7 files=48211 rows=90337512
 *
 * Half of the spoiled bytes get right checksums again, so that what lies behind the checks is reached. It is meant to be built with
 * AddressSanitizer, which ends it at the first byte read or written outside of what belongs to it; the exit code is 1 when more rows are
 * told than there is room for. The same seed spoils the same files in the same order. */
#include "planproof/atf_decode.h"
#include "planproof/atf_writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MOST_BYTES = 400000, CHUNKS = 4, CHANGES = 8, FILE_HEADER = sizeof(planproof_atf_file_header) };

static uint64_t state;
static unsigned char pristine[2][MOST_BYTES], spoiled[MOST_BYTES];
static size_t pristine_bytes[2];
static planproof_chunk chunk;
static planproof_atf_columns columns;

/* xorshift64* (Vigna 2016), the upper half. */
static uint32_t random_number(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)(state * UINT64_C(2685821657736338717) >> 32);
}

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "fuzz_events: %s: %s\n", what, strerror(errno));
    exit(3);
}

static void make_chunk(uint32_t number)
{
    uint32_t count = number % 2 ? PLANPROOF_CHUNK_EVENTS : 1 + random_number() % 200;
    planproof_chunk_begin(&chunk, random_number() % 3, 1, 1000 * number);
    chunk.header.clock_mode = (uint8_t)(random_number() % 4);
    for (uint32_t place = 0; place < count; place++)
        chunk.events[place] = (uint64_t)random_number() << 32 | random_number() % 1000;
    planproof_chunk_seal(&chunk, count);
}

/* A whole file of some chunks in memory. */
static size_t make_pristine(planproof_atf_encoding encoding, unsigned char *bytes)
{
    char path[] = "/tmp/planproof-fuzz-XXXXXX";
    int file = mkstemp(path);
    if (file < 0 || unlink(path) != 0)
        give_up(path);
    planproof_atf_writer *writer = planproof_atf_writer_init(path, 1, encoding);
    for (uint32_t number = 0; writer && number < CHUNKS; number++) {
        make_chunk(number);
        planproof_atf_writer_append(writer, &chunk);
    }
    planproof_atf_writer_destroy(writer);
    FILE *made = fopen(path, "rb");
    size_t size_bytes = made ? fread(bytes, 1, MOST_BYTES, made) : 0;
    if (made == NULL || fclose(made) != 0 || unlink(path) != 0 || close(file) != 0)
        give_up(path);
    return size_bytes;
}

/* The checksum that a block's payload has, by the one function that gives it. */
static uint32_t checksum(const void *bytes, uint32_t size_bytes)
{
    planproof_atf_block_header probe;
    planproof_atf_block_begin(&probe, PLANPROOF_ATF_RAW, bytes, size_bytes, size_bytes, 0);
    return probe.payload_crc32c;
}

static void spoil_bytes(unsigned char *bytes, size_t size_bytes)
{
    for (uint32_t left = 1 + random_number() % CHANGES; left > 0 && size_bytes > 0; left--)
        bytes[random_number() % size_bytes] ^= (unsigned char)(1 << random_number() % 8);
}

/* Where a block begins, by its number; 0 when there is none so far into the file. */
static size_t block_at(const unsigned char *bytes, size_t size_bytes, uint32_t number)
{
    planproof_atf_block_header header;
    size_t place = FILE_HEADER;
    for (; place + sizeof header <= size_bytes; number--) {
        if (number == 0)
            return place;
        memcpy(&header, bytes + place, sizeof header);
        place += sizeof header + header.stored_bytes;
    }
    return 0;
}

/* Makes a raw chunk's own checksum right again, where it is whole enough to have one. */
static void seal_again(unsigned char *payload, uint32_t stored_bytes)
{
    memcpy(&chunk, payload, stored_bytes < sizeof chunk ? stored_bytes : sizeof chunk);
    if (chunk.header.event_count <= PLANPROOF_CHUNK_EVENTS)
        planproof_chunk_seal(&chunk, chunk.header.event_count);
    memcpy(payload, &chunk, sizeof chunk.header < stored_bytes ? sizeof chunk.header : stored_bytes);
}

/* Spoils a block's header or payload and makes the checksums right. */
static void spoil_block(unsigned char *bytes, size_t size_bytes)
{
    size_t place = block_at(bytes, size_bytes, random_number() % CHUNKS);
    planproof_atf_block_header header;
    if (place == 0)
        return;
    memcpy(&header, bytes + place, sizeof header);
    unsigned char *payload = bytes + place + sizeof header;
    if (random_number() % 2 && header.stored_bytes <= size_bytes - place - sizeof header) {
        bool header_of_chunk = random_number() % 2 && header.stored_bytes > 128;
        spoil_bytes(payload, header_of_chunk ? 128 : header.stored_bytes);
        if (header.encoding == PLANPROOF_ATF_RAW)
            seal_again(payload, header.stored_bytes);
        header.payload_crc32c = checksum(payload, header.stored_bytes);
    } else {
        spoil_bytes((unsigned char *)&header, sizeof header - 8);
        if (header.stored_bytes <= size_bytes - place - sizeof header)
            header.payload_crc32c = checksum(payload, header.stored_bytes);
    }
    header.header_crc32c = 0;
    header.header_crc32c = checksum(&header, sizeof header);
    memcpy(bytes + place, &header, sizeof header);
}

static size_t spoil(void)
{
    int kind = (int)(random_number() % 2);
    size_t size_bytes = pristine_bytes[kind];
    memcpy(spoiled, pristine[kind], size_bytes);
    for (uint32_t left = 1 + random_number() % 3; left > 0; left--)
        spoil_block(spoiled, size_bytes);
    if (random_number() % 4 == 0)
        spoil_bytes(spoiled, size_bytes);
    return random_number() % 8 == 0 ? random_number() % (uint32_t)size_bytes : size_bytes;
}

/* Columns at the end of what was allocated, so that a row too much is seen. */
static void make_columns(void)
{
    enum { ROOM = PLANPROOF_CHUNK_EVENTS };
    columns.room = ROOM;
    uint64_t **wide[] = {&columns.sequence, &columns.ticks, &columns.function, &columns.instance, &columns.task};
    for (int place = 0; place < 5; place++)
        *wide[place] = calloc(ROOM, sizeof(uint64_t));
    columns.slot = calloc(ROOM, sizeof(uint32_t));
    columns.generation = calloc(ROOM, sizeof(uint32_t));
    columns.kind = calloc(ROOM, 1);
    columns.escape = calloc(ROOM, 1);
}

/* Reads the file in that descriptor to its end; how many rows it has. */
static uint64_t read_all(int file)
{
    char path[64];
    uint64_t rows, sum = 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    planproof_atf_decoder *decoder = planproof_atf_decoder_init(path);
    uint64_t most = decoder ? planproof_atf_decoder_most(decoder) : 0;
    while (decoder && (rows = planproof_atf_decoder_next(decoder, &columns)) > 0) {
        if (rows > columns.room)
            exit(1);
        sum += rows;
    }
    planproof_atf_decoder_destroy(decoder);
    if (sum > most)
        exit(1);
    return sum;
}

int main(int count, char **arguments)
{
    time_t end = time(NULL) + (count == 3 ? atoi(arguments[1]) : 0);
    uint64_t files = 0, rows = 0;
    if (count != 3) {
        fputs("usage: fuzz_events SECONDS SEED\n", stderr);
        return 2;
    }
    make_columns();
    state = strtoull(arguments[2], NULL, 10) * 2 + 1;
    pristine_bytes[0] = make_pristine(PLANPROOF_ATF_RAW, pristine[0]);
    pristine_bytes[1] = make_pristine(planproof_atf_has_zstd() ? PLANPROOF_ATF_ZSTD : PLANPROOF_ATF_RAW, pristine[1]);
    int file = memfd_create("planproof", MFD_CLOEXEC);
    if (file < 0)
        give_up("memory for a file");
    for (; time(NULL) < end || files < 100; files++) {
        size_t size_bytes = spoil();
        if (ftruncate(file, 0) != 0 || pwrite(file, spoiled, size_bytes, 0) != (ssize_t)size_bytes)
            give_up("a file in memory");
        rows += read_all(file);
    }
    printf("seed=%s files=%llu rows=%llu\n", arguments[2], (unsigned long long)files, (unsigned long long)rows);
    return 0;
}
