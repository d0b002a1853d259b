/* From sealed chunks to blocks at the end of a file. */
#include "planproof/atf_writer.h"

#include "zstd_library.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ZSTD_LEVEL = 1 };

struct planproof_atf_writer {
    int file;
    uint64_t bytes; /* up to the end of the last whole block */
    void *zstd;
    unsigned char block[sizeof(planproof_atf_block_header) + sizeof(planproof_chunk)];
};

/* How long the content is once it is compressed; 0 when that isn't shorter. */
static uint32_t compress(void *zstd, void *payload, const void *content, size_t content_bytes)
{
    const planproof_zstd *library = planproof_zstd_library();
    size_t stored = library->compress(zstd, payload, content_bytes - 1, content, content_bytes, ZSTD_LEVEL);
    return library->is_error(stored) ? 0 : (uint32_t)stored;
}

/* Cuts the file back to its last whole block; false, errno as it was. */
static bool take_back(planproof_atf_writer *writer)
{
    int error = errno;
    bool cut = ftruncate(writer->file, (off_t)writer->bytes) == 0;
    errno = cut ? error : errno;
    return false;
}

static bool write_all(planproof_atf_writer *writer, const void *bytes, size_t size_bytes)
{
    for (size_t written = 0; written < size_bytes;) {
        ssize_t step = write(writer->file, (const unsigned char *)bytes + written, size_bytes - written);
        if (step < 0 && errno != EINTR)
            return take_back(writer);
        written += step > 0 ? (size_t)step : 0;
    }
    writer->bytes += size_bytes;
    return true;
}

static bool begin_file(planproof_atf_writer *writer, const char *path, uint32_t pid)
{
    planproof_atf_file_header header;
    planproof_atf_file_begin(&header, pid);
    writer->file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    return writer->file >= 0 && write_all(writer, &header, sizeof header);
}

/* A writer without a file yet; NULL with errno. */
static planproof_atf_writer *make_writer(planproof_atf_encoding encoding)
{
    bool known = encoding == PLANPROOF_ATF_RAW || (encoding == PLANPROOF_ATF_ZSTD && planproof_atf_has_zstd());
    planproof_atf_writer *writer = known ? calloc(1, sizeof *writer) : NULL;
    if (!known)
        errno = ENOTSUP;
    if (writer) {
        writer->file = -1;
        writer->zstd = encoding == PLANPROOF_ATF_ZSTD ? planproof_zstd_library()->create_compressor() : NULL;
    }
    return writer;
}

static planproof_atf_writer *give_up(planproof_atf_writer *writer)
{
    int error = errno;
    planproof_atf_writer_destroy(writer);
    errno = error;
    return NULL;
}

planproof_atf_writer *planproof_atf_writer_init(const char *path, uint32_t pid, planproof_atf_encoding encoding)
{
    planproof_atf_writer *writer = make_writer(encoding);
    if (writer == NULL || begin_file(writer, path, pid))
        return writer;
    int error = errno;
    if (writer->file >= 0)
        unlink(path);
    errno = error;
    return give_up(writer);
}

planproof_atf_writer *planproof_atf_writer_reopen(const char *path, planproof_atf_encoding encoding,
                                                  uint64_t size_bytes)
{
    planproof_atf_writer *writer = make_writer(encoding);
    if (writer == NULL)
        return NULL;
    writer->bytes = size_bytes;
    writer->file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    return writer->file >= 0 && ftruncate(writer->file, (off_t)size_bytes) == 0 ? writer : give_up(writer);
}

void planproof_atf_writer_destroy(planproof_atf_writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->file >= 0)
        close(writer->file);
    if (writer->zstd)
        planproof_zstd_library()->free_compressor(writer->zstd);
    free(writer);
}

bool planproof_atf_writer_append(planproof_atf_writer *writer, const planproof_chunk *chunk)
{
    planproof_atf_block_header header;
    unsigned char *payload = writer->block + sizeof header;
    uint32_t content_bytes, stored_bytes;
    if (planproof_chunk_check(chunk) != PLANPROOF_CHUNK_SEALED) {
        errno = EINVAL;
        return false;
    }
    content_bytes = (uint32_t)(sizeof chunk->header + chunk->header.event_count * sizeof chunk->events[0]);
    stored_bytes = writer->zstd ? compress(writer->zstd, payload, chunk, content_bytes) : 0;
    planproof_atf_encoding encoding = stored_bytes ? PLANPROOF_ATF_ZSTD : PLANPROOF_ATF_RAW;
    if (stored_bytes == 0) {
        memcpy(payload, chunk, content_bytes);
        stored_bytes = content_bytes;
    }
    planproof_atf_block_begin(&header, encoding, payload, stored_bytes, content_bytes, chunk->header.first_sequence);
    memcpy(writer->block, &header, sizeof header);
    return write_all(writer, writer->block, sizeof header + stored_bytes);
}

uint64_t planproof_atf_writer_bytes(const planproof_atf_writer *writer)
{
    return writer->bytes;
}
