/* The session's shared memory: allocated on disk before it is mapped, touched before it is used, carved but never freed piecewise. */
#ifndef PLANPROOF_REGION_H
#define PLANPROOF_REGION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Process-local handle; the mapped bytes themselves hold offsets only, never pointers. */
typedef struct planproof_region planproof_region;

/* Maps size_bytes of zeroed shared memory backed by the file at path, or by an anonymous file when path is NULL.
 * Returns NULL with errno set (ENOSPC, EFBIG, EACCES, ENOMEM); no file is left behind then. */
planproof_region *planproof_region_init(const char *path, uint64_t size_bytes);

/* Maps a file that another process has made, all of it, shared. NULL with errno (ENOENT, EACCES, ENOMEM; EINVAL when it is empty). */
planproof_region *planproof_region_open(const char *path);

/* How large it is, in bytes. */
uint64_t planproof_region_bytes(const planproof_region *region);

/* Unmaps and closes; the file stays for the controller. NULL is allowed. */
void planproof_region_destroy(planproof_region *region);

/* The next size_bytes at a multiple of alignment_bytes (a power of two, at most 4096); NULL when the region is used up. */
void *planproof_region_carve(planproof_region *region, uint64_t size_bytes, uint32_t alignment_bytes);

/* Distance of carved memory from the region's start, in bytes. */
uint64_t planproof_region_offset(const planproof_region *region, const void *memory);

/* The memory at an offset; NULL unless all of size_bytes lies inside. Offsets read from shared memory are hostile. */
void *planproof_region_at(const planproof_region *region, uint64_t offset_bytes, uint64_t size_bytes);

#ifdef __cplusplus
}
#endif

#endif
