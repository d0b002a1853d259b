/* One writer a process, and not more descriptors than a program can spare. */
#include "planproof/atf_files.h"

#include "planproof/atf_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_AT_A_TIME = 16, FIRST_COUNT = 16 };

typedef struct event_file {
    uint32_t pid;
    planproof_atf_writer *writer; /* NULL while it is closed */
    uint64_t size_bytes;          /* while it is closed */
    uint64_t last_use;
} event_file;

struct planproof_atf_files {
    char directory[PATH_MAX - 32]; /* room for a name behind it */
    planproof_atf_encoding encoding;
    event_file *all;
    uint32_t count, room;
    uint32_t open;
    uint64_t uses;
};

planproof_atf_files *planproof_atf_files_init(const char *directory, planproof_atf_encoding encoding)
{
    struct stat status;
    planproof_atf_files *files;
    if (encoding == PLANPROOF_ATF_ZSTD && !planproof_atf_has_zstd()) {
        errno = ENOTSUP;
        return NULL;
    }
    if (stat(directory, &status) != 0 || access(directory, W_OK) != 0)
        return NULL;
    if (!S_ISDIR(status.st_mode) || strlen(directory) >= sizeof files->directory) {
        errno = S_ISDIR(status.st_mode) ? ENAMETOOLONG : ENOTDIR;
        return NULL;
    }
    files = calloc(1, sizeof *files);
    if (files) {
        strcpy(files->directory, directory);
        files->encoding = encoding;
    }
    return files;
}

static void close_file(planproof_atf_files *files, event_file *file)
{
    file->size_bytes = planproof_atf_writer_bytes(file->writer);
    planproof_atf_writer_destroy(file->writer);
    file->writer = NULL;
    files->open--;
}

void planproof_atf_files_destroy(planproof_atf_files *files)
{
    for (uint32_t place = 0; files && place < files->count; place++) {
        if (files->all[place].writer)
            close_file(files, &files->all[place]);
    }
    free(files ? files->all : NULL);
    free(files);
}

/* The file of a process, made known if it wasn't; NULL without memory. */
static event_file *file_of(planproof_atf_files *files, uint32_t pid)
{
    for (uint32_t place = 0; place < files->count; place++) {
        if (files->all[place].pid == pid)
            return &files->all[place];
    }
    if (files->count == files->room) {
        uint32_t room = files->room ? 2 * files->room : FIRST_COUNT;
        event_file *all = realloc(files->all, room * sizeof *all);
        if (all == NULL)
            return NULL;
        files->all = all;
        files->room = room;
    }
    files->all[files->count] = (event_file){.pid = pid};
    return &files->all[files->count++];
}

static void close_longest_unused(planproof_atf_files *files)
{
    event_file *oldest = NULL;
    for (uint32_t place = 0; place < files->count; place++) {
        event_file *file = &files->all[place];
        if (file->writer && (oldest == NULL || file->last_use < oldest->last_use))
            oldest = file;
    }
    if (oldest)
        close_file(files, oldest);
}

/* How long a file is up to the end of its last whole block; 0 when it is none of ours. */
static uint64_t whole_bytes(const char *path)
{
    static planproof_chunk chunk;
    struct stat status;
    uint64_t bytes = 0;
    planproof_atf_reader *reader = planproof_atf_reader_init(path);
    while (reader && planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_CHUNK)
        ;
    if (reader && stat(path, &status) == 0)
        bytes = (uint64_t)status.st_size - planproof_atf_reader_lost(reader);
    planproof_atf_reader_destroy(reader);
    return bytes;
}

static bool open_file(planproof_atf_files *files, event_file *file)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/events-%u.idx", files->directory, file->pid);
    if (files->open == OPEN_AT_A_TIME)
        close_longest_unused(files);
    if (file->size_bytes == 0)
        file->writer = planproof_atf_writer_init(path, file->pid, files->encoding);
    if (file->writer == NULL && file->size_bytes == 0 && errno == EEXIST)
        file->size_bytes = whole_bytes(path);
    if (file->writer == NULL && file->size_bytes > 0)
        file->writer = planproof_atf_writer_reopen(path, files->encoding, file->size_bytes);
    files->open += file->writer != NULL;
    return file->writer != NULL;
}

bool planproof_atf_files_append(planproof_atf_files *files, const planproof_chunk *chunk)
{
    event_file *file = file_of(files, chunk->header.pid);
    if (file == NULL || (file->writer == NULL && !open_file(files, file))) {
        errno = errno == EINVAL ? ENOSPC : errno; /* EINVAL is said of chunks */
        return false;
    }
    file->last_use = ++files->uses;
    return planproof_atf_writer_append(file->writer, chunk);
}

uint64_t planproof_atf_files_bytes(const planproof_atf_files *files)
{
    uint64_t sum = 0;
    for (uint32_t place = 0; place < files->count; place++) {
        const event_file *file = &files->all[place];
        sum += file->writer ? planproof_atf_writer_bytes(file->writer) : file->size_bytes;
    }
    return sum;
}
