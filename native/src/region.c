/* The session's shared memory: a file that is allocated, then mapped, then carved. */
#include "planproof/region.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct planproof_region {
    unsigned char *memory;
    uint64_t size_bytes;
    uint64_t used_bytes;
};

static int open_file(const char *path)
{
    /* A file that is there already is somebody's: O_EXCL. */
    return path ? open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : memfd_create("planproof", MFD_CLOEXEC);
}

/* Whether the process may write a file of that size; asked first, since the kernel answers with a signal. */
static bool size_allowed(uint64_t size_bytes)
{
    struct rlimit limit;
    return size_bytes <= INT64_MAX && getrlimit(RLIMIT_FSIZE, &limit) == 0 && size_bytes <= limit.rlim_cur;
}

/* Allocates before it maps: a full file system says so here, and doesn't kill the traced process with SIGBUS later. */
static int map_file(planproof_region *region, int file, uint64_t size_bytes)
{
    int error = size_allowed(size_bytes) ? posix_fallocate(file, 0, (off_t)size_bytes) : EFBIG;
    void *memory;
    if (error != 0)
        return error;
    memory = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    *region = (planproof_region){memory, size_bytes, 0};
    return memory == MAP_FAILED ? errno : 0;
}

planproof_region *planproof_region_init(const char *path, uint64_t size_bytes)
{
    planproof_region *region = calloc(1, sizeof *region);
    int file = region ? open_file(path) : -1;
    int error = file < 0 ? errno : map_file(region, file, size_bytes);

    if (file >= 0)
        close(file);
    if (error == 0)
        return region;
    if (file >= 0 && path)
        unlink(path);
    free(region);
    errno = error;
    return NULL;
}

static int map_existing(planproof_region *region, int file)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return errno;
    if (!S_ISREG(status.st_mode) || status.st_size <= 0)
        return EINVAL;
    region->size_bytes = (uint64_t)status.st_size;
    region->memory = mmap(NULL, region->size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return region->memory == MAP_FAILED ? errno : 0;
}

planproof_region *planproof_region_open(const char *path)
{
    planproof_region *region = calloc(1, sizeof *region);
    int file = region ? open(path, O_RDWR | O_CLOEXEC) : -1;
    int error = file < 0 ? errno : map_existing(region, file);
    if (file >= 0)
        close(file);
    if (error == 0)
        return region;
    free(region);
    errno = error;
    return NULL;
}

uint64_t planproof_region_bytes(const planproof_region *region)
{
    return region->size_bytes;
}

void planproof_region_destroy(planproof_region *region)
{
    if (region == NULL)
        return;
    munmap(region->memory, region->size_bytes);
    free(region);
}

void *planproof_region_carve(planproof_region *region, uint64_t size_bytes, uint32_t alignment_bytes)
{
    uint64_t start = (region->used_bytes + alignment_bytes - 1) & ~(uint64_t)(alignment_bytes - 1);
    if (start > region->size_bytes || size_bytes > region->size_bytes - start)
        return NULL;
    region->used_bytes = start + size_bytes;
    return region->memory + start;
}

uint64_t planproof_region_offset(const planproof_region *region, const void *memory)
{
    return (uint64_t)((const unsigned char *)memory - region->memory);
}

void *planproof_region_at(const planproof_region *region, uint64_t offset_bytes, uint64_t size_bytes)
{
    if (offset_bytes > region->size_bytes || size_bytes > region->size_bytes - offset_bytes)
        return NULL;
    return region->memory + offset_bytes;
}
