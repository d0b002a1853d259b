/* Reads an event file block by block, also while it is written; believes no byte of it before it was held against its checksum. */
#ifndef PLANPROOF_ATF_READER_H
#define PLANPROOF_ATF_READER_H

#include "planproof/atf.h"
#include "planproof/chunk.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum planproof_atf_found {
    PLANPROOF_ATF_CHUNK = 0, /* the next chunk was read */
    PLANPROOF_ATF_END = 1,   /* the file ends here; it may have grown when asked again */
    PLANPROOF_ATF_TORN = 2   /* what follows is no whole block */
} planproof_atf_found;

typedef struct planproof_atf_reader planproof_atf_reader;

/* Opens a file and reads its header. NULL with errno: ENOENT, EACCES; EINVAL when it is no event file; ENOTSUP when it needs a
 * newer reader. */
planproof_atf_reader *planproof_atf_reader_init(const char *path);

/* Closes the file. NULL is allowed. */
void planproof_atf_reader_destroy(planproof_atf_reader *reader);

/* Reads the next sealed chunk; chunk is touched only when one was found. Blocks of unknown kinds are skipped. */
planproof_atf_found planproof_atf_reader_next(planproof_atf_reader *reader, planproof_chunk *chunk);

/* The same without a copy: the chunk stays where it is until the reader is asked again; NULL unless one was found. */
const planproof_chunk *planproof_atf_reader_look(planproof_atf_reader *reader, planproof_atf_found *found);

/* How many events there may be at most from where it stands to where the file now ends, by the headers of its blocks. */
uint64_t planproof_atf_reader_ahead(const planproof_atf_reader *reader);

/* How many bytes lie behind the last whole block; 0 unless the last answer was PLANPROOF_ATF_TORN. */
uint64_t planproof_atf_reader_lost(const planproof_atf_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
