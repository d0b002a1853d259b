/* Appends sealed chunks to an event file, each in a block of its own; the file is whole after every call. */
#ifndef PLANPROOF_ATF_WRITER_H
#define PLANPROOF_ATF_WRITER_H

#include "planproof/atf.h"
#include "planproof/chunk.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct planproof_atf_writer planproof_atf_writer;

/* Makes the file and writes its header. NULL with errno: EEXIST, ENOENT, EACCES, ENOSPC; ENOTSUP when zstd is asked of a build
 * without it. */
planproof_atf_writer *planproof_atf_writer_init(const char *path, uint32_t pid, planproof_atf_encoding encoding);

/* Goes on with a file behind its first size_bytes, which end with a whole block; what lies behind is cut off. NULL with errno. */
planproof_atf_writer *planproof_atf_writer_reopen(const char *path, planproof_atf_encoding encoding,
                                                  uint64_t size_bytes);

/* Closes the file. NULL is allowed. */
void planproof_atf_writer_destroy(planproof_atf_writer *writer);

/* Appends a sealed chunk. False with errno EINVAL when it isn't one, or with the reason why it can't be written (ENOSPC, EFBIG, EIO);
 * the file then ends with the block before. */
bool planproof_atf_writer_append(planproof_atf_writer *writer, const planproof_chunk *chunk);

/* How long the file is, in bytes. */
uint64_t planproof_atf_writer_bytes(const planproof_atf_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
