/* ATF, Agent Trace Format: the bytes of an event file. Little-endian; appended to, never rewritten.
 *
 *     file header    64 bytes
 *     block header   32 bytes   then stored_bytes of payload   then the next block header
 *
 * The payload of an events block is a sealed chunk: its 1 KiB header and event_count events, as they lay in shared memory. A reader
 * skips blocks of kinds that it doesn't know, by their length. Whatever follows the last whole block was torn off by a kill. */
#ifndef PLANPROOF_ATF_H
#define PLANPROOF_ATF_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    PLANPROOF_ATF_MAGIC = 0x46544150,       /* "PATF" in the file */
    PLANPROOF_ATF_BLOCK_MAGIC = 0x4b4c4250, /* "PBLK" in the file */
    PLANPROOF_ATF_VERSION = 1
};

typedef enum planproof_atf_block_kind { PLANPROOF_ATF_EVENTS = 1 } planproof_atf_block_kind;

typedef enum planproof_atf_encoding { PLANPROOF_ATF_RAW = 0, PLANPROOF_ATF_ZSTD = 1 } planproof_atf_encoding;

typedef struct planproof_atf_file_header {
    uint32_t magic;
    uint16_t version;        /* that wrote it */
    uint16_t version_needed; /* the oldest reader that understands it */
    uint32_t pid;
    uint32_t reserved_0;
    uint64_t started_monotonic_ns;
    uint64_t started_realtime_ns;
    uint32_t reserved_1[7];
    uint32_t crc32c; /* of the header, this field 0 */
} planproof_atf_file_header;

typedef struct planproof_atf_block_header {
    uint32_t magic;
    uint16_t kind;
    uint8_t encoding;
    uint8_t reserved;
    uint32_t stored_bytes;  /* of the payload in the file */
    uint32_t content_bytes; /* of the payload once it is decoded */
    uint64_t first_sequence;
    uint32_t payload_crc32c; /* of the stored bytes */
    uint32_t header_crc32c;  /* of this header, this field 0 */
} planproof_atf_block_header;

static_assert(sizeof(planproof_atf_file_header) == 64, "a file header has 64 bytes");
static_assert(sizeof(planproof_atf_block_header) == 32, "a block header has 32 bytes");

/* Writes the header of a file that begins now. */
void planproof_atf_file_begin(planproof_atf_file_header *header, uint32_t pid);

/* Whether 64 bytes are the header of an event file, of whatever version, and whole. */
bool planproof_atf_file_check(const planproof_atf_file_header *header);

/* Writes the header of a block whose payload is stored as these bytes. */
void planproof_atf_block_begin(planproof_atf_block_header *header, planproof_atf_encoding encoding, const void *payload,
                               uint32_t stored_bytes, uint32_t content_bytes, uint64_t first_sequence);

/* Whether 32 bytes are the header of a block, of whatever kind, and whole. */
bool planproof_atf_block_check(const planproof_atf_block_header *header);

/* Whether blocks can be compressed here: whether libzstd is installed. */
bool planproof_atf_has_zstd(void);

#ifdef __cplusplus
}
#endif

#endif
