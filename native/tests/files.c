/* What files.h declares. */
#include "files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK_OF_FILE_EVENTS = 100, DRAIN_REST_US = 200 };

static char path[64];
static planproof_chunk chunk;

static void remove_last(void)
{
    unlink(path);
}

const char *fresh_file(void)
{
    static int number;
    if (number == 0)
        atexit(remove_last);
    unlink(path);
    snprintf(path, sizeof path, "/tmp/planproof-%d-%d.idx", (int)getpid(), ++number);
    return path;
}

const char *file_path(void)
{
    return path;
}

uint64_t file_bytes(void)
{
    struct stat status;
    return stat(path, &status) == 0 ? (uint64_t)status.st_size : UINT64_MAX;
}

size_t read_file(void *bytes, size_t size_bytes)
{
    FILE *file = fopen(path, "rb");
    size_t count;
    CHECK(file != NULL);
    count = fread(bytes, 1, size_bytes, file);
    fclose(file);
    return count;
}

void write_file(const void *bytes, size_t size_bytes)
{
    FILE *file = fopen(path, "wb");
    size_t count;
    CHECK(file != NULL);
    count = fwrite(bytes, 1, size_bytes, file);
    CHECK(fclose(file) == 0 && count == size_bytes);
}

planproof_chunk *sealed_chunk(uint32_t first, uint32_t count)
{
    planproof_chunk_begin(&chunk, 3, 1, first);
    for (uint32_t number = 0; number < count; number++)
        chunk.events[number] = numbered_event(first + number);
    planproof_chunk_seal(&chunk, count);
    return &chunk;
}

uint64_t make_file(planproof_atf_encoding encoding, uint32_t chunks)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 4242, encoding);
    CHECK(writer != NULL);
    for (uint32_t number = 0; number < chunks; number++)
        CHECK(planproof_atf_writer_append(writer, sealed_chunk(number * CHUNK_OF_FILE_EVENTS, CHUNK_OF_FILE_EVENTS)));
    planproof_atf_writer_destroy(writer);
    return file_bytes();
}

uint32_t open_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    uint32_t count = 0;
    CHECK(folder != NULL);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

uint64_t events_in_file(const char *name)
{
    static planproof_chunk read;
    planproof_atf_reader *reader = planproof_atf_reader_init(name);
    planproof_atf_found found;
    uint64_t events = 0;
    bool right = true;
    CHECK(reader != NULL);
    while ((found = planproof_atf_reader_next(reader, &read)) == PLANPROOF_ATF_CHUNK) {
        uint32_t first = (uint32_t)read.header.first_sequence;
        for (uint32_t position = 0; position < read.header.event_count; position++)
            right = right && read.events[position] == numbered_event(first + position);
        events += read.header.event_count;
    }
    planproof_atf_reader_destroy(reader);
    return right && found == PLANPROOF_ATF_END ? events : UINT64_MAX;
}

recording recording_of(uint32_t max_threads, planproof_atf_encoding encoding)
{
    recording made = {.registry = registry_of(max_threads, 4), .path = fresh_file()};
    made.writer = planproof_atf_writer_init(made.path, (uint32_t)getpid(), encoding);
    CHECK(made.writer != NULL);
    made.drain = planproof_drain_init(made.registry, made.writer, DRAIN_REST_US);
    CHECK(made.drain != NULL);
    return made;
}

void end_recording(recording made)
{
    planproof_drain_destroy(made.drain);
    planproof_atf_writer_destroy(made.writer);
    planproof_registry_destroy(made.registry);
}

planproof_atf_encoding best_encoding(void)
{
    return planproof_atf_has_zstd() ? PLANPROOF_ATF_ZSTD : PLANPROOF_ATF_RAW;
}
