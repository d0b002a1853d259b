/* Event files as columns: a row for each event that tells of the program, its time and its sequence number added up.
 *
 *     rows      calls, returns, unwinds, yields, resumes, native calls; marks, exceptions and escapes that aren't known yet
 *     no rows   time events, and the escapes that say which instance the next event belongs to and which task all that follow
 *
 * The columns are the caller's arrays, so that NumPy can look at them without a copy. Whatever a file says, nothing is read or
 * written outside of them. */
#ifndef PLANPROOF_ATF_DECODE_H
#define PLANPROOF_ATF_DECODE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Arrays with room for so many rows each; none is NULL. */
typedef struct planproof_atf_columns {
    uint64_t room;
    uint64_t *sequence; /* in its lane, counting events without a row too */
    uint64_t *ticks;    /* of the session's clock; 0 where there was none */
    uint64_t *function; /* id in the table of names; of an escape its value */
    uint64_t *instance; /* generator or coroutine, 0 for none */
    uint64_t *task;     /* asyncio task, 0 for none */
    uint32_t *slot;
    uint32_t *generation;
    uint8_t *kind;   /* planproof_event_kind */
    uint8_t *escape; /* planproof_escape; 0 for what is none */
} planproof_atf_columns;

typedef struct planproof_atf_decoder planproof_atf_decoder;

/* Opens an event file; NULL with errno as planproof_atf_reader_init. */
planproof_atf_decoder *planproof_atf_decoder_init(const char *path);

/* Closes it. NULL is allowed. */
void planproof_atf_decoder_destroy(planproof_atf_decoder *decoder);

/* How many rows there may be at most from where it stands to where the file now ends. */
uint64_t planproof_atf_decoder_most(const planproof_atf_decoder *decoder);

/* Writes the rows of the next chunks, as many whole chunks as there is room for: at least 8,064. How many rows that were; 0 at the
 * end, where it may be asked again when the file has grown. */
uint64_t planproof_atf_decoder_next(planproof_atf_decoder *decoder, const planproof_atf_columns *columns);

/* How many bytes lie behind the last whole block, once the end was reached. */
uint64_t planproof_atf_decoder_lost(const planproof_atf_decoder *decoder);

#ifdef __cplusplus
}
#endif

#endif
