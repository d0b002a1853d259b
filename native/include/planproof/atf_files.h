/* The event files of a trace: events-<pid>.idx for each process, of which the few written last are open. */
#ifndef PLANPROOF_ATF_FILES_H
#define PLANPROOF_ATF_FILES_H

#include "planproof/atf_writer.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct planproof_atf_files planproof_atf_files;

/* Writes into a directory that is there. NULL with errno: ENOENT, ENOTDIR, EACCES, ENOMEM; ENOTSUP when zstd is asked for and isn't
 * installed. */
planproof_atf_files *planproof_atf_files_init(const char *directory, planproof_atf_encoding encoding);

/* Closes all of them. NULL is allowed. */
void planproof_atf_files_destroy(planproof_atf_files *files);

/* Appends a sealed chunk to the file of its process; as planproof_atf_writer_append. A file that is there already is gone on with
 * behind its last whole block. */
bool planproof_atf_files_append(planproof_atf_files *files, const planproof_chunk *chunk);

/* How long all of them are together, in bytes. */
uint64_t planproof_atf_files_bytes(const planproof_atf_files *files);

#ifdef __cplusplus
}
#endif

#endif
