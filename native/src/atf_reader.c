/* From the blocks of a file to sealed chunks. Every length is held against bounds, every byte against a checksum. */
#include "planproof/atf_reader.h"

#include "crc32c.h"
#include "zstd_library.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct planproof_atf_reader {
    int file;
    uint64_t offset_bytes; /* where the next block begins */
    uint64_t lost_bytes;
    void *zstd; /* kept from block to block: making one costs more than a block */
    unsigned char stored[sizeof(planproof_chunk)];
    planproof_chunk content;
};

static bool decompress(void *zstd, void *content, size_t content_bytes, const void *stored, size_t stored_bytes)
{
    return zstd &&
           planproof_zstd_library()->decompress(zstd, content, content_bytes, stored, stored_bytes) == content_bytes;
}

static bool read_at(const planproof_atf_reader *reader, uint64_t offset_bytes, void *memory, size_t size_bytes)
{
    ssize_t count = pread(reader->file, memory, size_bytes, (off_t)offset_bytes);
    return count >= 0 && (size_t)count == size_bytes;
}

static uint64_t file_bytes(const planproof_atf_reader *reader)
{
    struct stat status;
    return fstat(reader->file, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* 0, or the errno of a file that can't be read. */
static int begin_reading(planproof_atf_reader *reader, const char *path)
{
    planproof_atf_file_header header;
    reader->file = open(path, O_RDONLY | O_CLOEXEC);
    if (reader->file < 0)
        return errno;
    reader->offset_bytes = sizeof header;
    const planproof_zstd *library = planproof_zstd_library();
    reader->zstd = library ? library->create_decompressor() : NULL;
    if (!read_at(reader, 0, &header, sizeof header) || !planproof_atf_file_check(&header))
        return EINVAL;
    return header.version_needed > PLANPROOF_ATF_VERSION ? ENOTSUP : 0;
}

planproof_atf_reader *planproof_atf_reader_init(const char *path)
{
    planproof_atf_reader *reader = calloc(1, sizeof *reader);
    int error = reader ? begin_reading(reader, path) : ENOMEM;
    if (error == 0)
        return reader;
    planproof_atf_reader_destroy(reader);
    errno = error;
    return NULL;
}

void planproof_atf_reader_destroy(planproof_atf_reader *reader)
{
    if (reader && reader->file >= 0)
        close(reader->file);
    if (reader && reader->zstd)
        planproof_zstd_library()->free_decompressor(reader->zstd);
    free(reader);
}

/* The end of the file, or what isn't whole behind it; asked again, the same place is looked at again. */
static planproof_atf_found nothing_whole(planproof_atf_reader *reader)
{
    uint64_t size_bytes = file_bytes(reader);
    reader->lost_bytes = size_bytes > reader->offset_bytes ? size_bytes - reader->offset_bytes : 0;
    return reader->lost_bytes ? PLANPROOF_ATF_TORN : PLANPROOF_ATF_END;
}

/* The header of the next block of events; blocks of other kinds are passed over when they are there to their end. */
static bool find_events(planproof_atf_reader *reader, planproof_atf_block_header *header)
{
    while (read_at(reader, reader->offset_bytes, header, sizeof *header) && planproof_atf_block_check(header)) {
        uint64_t end_bytes = reader->offset_bytes + sizeof *header + header->stored_bytes;
        if (header->kind == PLANPROOF_ATF_EVENTS)
            return true;
        if (end_bytes > file_bytes(reader))
            return false;
        reader->offset_bytes = end_bytes;
    }
    return false;
}

/* The content of a block of events, if it is a sealed chunk to the last byte. */
static bool read_content(planproof_atf_reader *reader, const planproof_atf_block_header *header)
{
    planproof_chunk *content = &reader->content;
    bool raw = header->encoding == PLANPROOF_ATF_RAW && header->stored_bytes == header->content_bytes;
    if (header->stored_bytes > sizeof reader->stored || header->content_bytes > sizeof *content ||
        header->content_bytes < sizeof content->header ||
        !read_at(reader, reader->offset_bytes + sizeof *header, reader->stored, header->stored_bytes) ||
        header->payload_crc32c != planproof_crc32c(0, reader->stored, header->stored_bytes))
        return false;
    if (raw)
        memcpy(content, reader->stored, header->stored_bytes);
    else if (header->encoding != PLANPROOF_ATF_ZSTD ||
             !decompress(reader->zstd, content, header->content_bytes, reader->stored, header->stored_bytes))
        return false;
    uint64_t events_bytes = content->header.event_count * (uint64_t)sizeof content->events[0];
    return sizeof content->header + events_bytes == header->content_bytes &&
           planproof_chunk_check(content) == PLANPROOF_CHUNK_SEALED;
}

const planproof_chunk *planproof_atf_reader_look(planproof_atf_reader *reader, planproof_atf_found *found)
{
    planproof_atf_block_header header;
    if (!find_events(reader, &header) || !read_content(reader, &header)) {
        *found = nothing_whole(reader);
        return NULL;
    }
    reader->offset_bytes += sizeof header + header.stored_bytes;
    reader->lost_bytes = 0;
    *found = PLANPROOF_ATF_CHUNK;
    return &reader->content;
}

planproof_atf_found planproof_atf_reader_next(planproof_atf_reader *reader, planproof_chunk *chunk)
{
    planproof_atf_found found;
    const planproof_chunk *content = planproof_atf_reader_look(reader, &found);
    if (content)
        memcpy(chunk, content, sizeof content->header + content->header.event_count * sizeof content->events[0]);
    return found;
}

uint64_t planproof_atf_reader_ahead(const planproof_atf_reader *reader)
{
    planproof_atf_block_header header;
    uint64_t offset_bytes = reader->offset_bytes, events = 0;
    while (read_at(reader, offset_bytes, &header, sizeof header) && planproof_atf_block_check(&header)) {
        if (header.kind == PLANPROOF_ATF_EVENTS && header.content_bytes <= sizeof(planproof_chunk))
            events += header.content_bytes / sizeof(uint64_t);
        offset_bytes += sizeof header + header.stored_bytes;
    }
    return events;
}

uint64_t planproof_atf_reader_lost(const planproof_atf_reader *reader)
{
    return reader->lost_bytes;
}
