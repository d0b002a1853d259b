/* Event files and recordings that several tests share. */
#ifndef PLANPROOF_TEST_FILES_H
#define PLANPROOF_TEST_FILES_H

#include "parts.h"
#include "planproof/atf_reader.h"
#include "planproof/drain.h"

/* The path of a file that isn't there, the same until it is asked for again. */
const char *fresh_file(void);

/* The path that fresh_file gave last. */
const char *file_path(void);

/* How long that file is, in bytes; UINT64_MAX when it isn't there. */
uint64_t file_bytes(void);

/* Reads at most size_bytes of that file; how many there were. */
size_t read_file(void *bytes, size_t size_bytes);

/* Makes that file anew of these bytes. */
void write_file(const void *bytes, size_t size_bytes);

/* A sealed chunk of slot 3 with count numbered events from first on; the same memory each time. */
planproof_chunk *sealed_chunk(uint32_t first, uint32_t count);

/* A fresh file with that many chunks of 100 numbered events each; how long it is, in bytes. */
uint64_t make_file(planproof_atf_encoding encoding, uint32_t chunks);

/* How many descriptors this process has open. */
uint32_t open_files(void);

/* How many events a file holds up to its end, all of them numbered as their sequence says; UINT64_MAX when one isn't, or the
 * file's end is torn. */
uint64_t events_in_file(const char *path);

/* A registry, a writer to a fresh file and a drain between them. */
typedef struct recording {
    planproof_registry *registry;
    planproof_atf_writer *writer;
    planproof_drain *drain;
    const char *path;
} recording;

recording recording_of(uint32_t max_threads, planproof_atf_encoding encoding);

/* Ends all three, the drain's thread first. */
void end_recording(recording made);

/* The best encoding of this build. */
planproof_atf_encoding best_encoding(void);

#endif
