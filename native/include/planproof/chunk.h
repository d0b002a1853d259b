/* 64 KiB of events with all that is needed to read them alone: whose they are, where they begin, which calls were open. */
#ifndef PLANPROOF_CHUNK_H
#define PLANPROOF_CHUNK_H

#include <assert.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    PLANPROOF_CHUNK_MAGIC = 0x4b435050, /* "PPCK" in memory */
    PLANPROOF_CHUNK_VERSION = 1,
    PLANPROOF_CHUNK_BYTES = 65536,
    PLANPROOF_CHUNK_EVENTS = 8064,
    PLANPROOF_OPEN_CALLS = 228,
    PLANPROOF_FUNCTION_MAX = 0x1fffffff /* 29 bits */
};

typedef enum planproof_event_kind {
    PLANPROOF_EVENT_CALL = 0,
    PLANPROOF_EVENT_RETURN = 1,
    PLANPROOF_EVENT_UNWIND = 2,
    PLANPROOF_EVENT_YIELD = 3,
    PLANPROOF_EVENT_RESUME = 4,
    PLANPROOF_EVENT_NATIVE_CALL = 5,
    PLANPROOF_EVENT_ESCAPE = 6,
    PLANPROOF_EVENT_TIME = 7 /* bits 0 to 60: ticks that pass before the next event */
} planproof_event_kind;

/* What an escape says: bits 56 to 60; its value in bits 0 to 55. It takes no time. */
typedef enum planproof_escape {
    PLANPROOF_ESCAPE_INSTANCE = 1, /* generator or coroutine that the next event belongs to */
    PLANPROOF_ESCAPE_MARK = 2,     /* id in the table of names */
    PLANPROOF_ESCAPE_TASK = 3,     /* asyncio task from here on, 0 for none */
    PLANPROOF_ESCAPE_EXCEPTION = 4 /* id of its type, before the unwind where it was raised */
} planproof_escape;

typedef enum planproof_drop_reason {
    PLANPROOF_DROP_POOL_EMPTY = 0,
    PLANPROOF_DROP_EXPIRED = 1,
    PLANPROOF_DROP_REGISTRY_FULL = 2,
    PLANPROOF_DROP_REENTRANT = 3,
    PLANPROOF_DROP_CONTROLLER_GONE = 4,
    PLANPROOF_DROP_DISK_FULL = 5,
    PLANPROOF_DROP_TORN = 6,
    PLANPROOF_DROP_REASONS = 7
} planproof_drop_reason;

typedef enum planproof_chunk_state {
    PLANPROOF_CHUNK_SEALED = 0,
    PLANPROOF_CHUNK_OPEN = 1,   /* begun, not sealed: valid up to its lane's cursor */
    PLANPROOF_CHUNK_TORN = 2,   /* the checksum or a count disagrees */
    PLANPROOF_CHUNK_FOREIGN = 3 /* no chunk of this version */
} planproof_chunk_state;

typedef struct planproof_chunk_header {
    uint32_t magic;
    uint16_t version;
    uint8_t lane;       /* planproof_lane_kind */
    uint8_t clock_mode; /* planproof_clock_mode, 0 for none */
    uint32_t slot;
    uint32_t generation;
    uint64_t first_sequence;
    uint32_t event_count; /* 0 until it is sealed */
    uint32_t crc32c;      /* of header (this field 0) and events, at seal */
    uint64_t first_ticks; /* that the first event counts from */
    uint64_t last_ticks;  /* of the last event */
    uint64_t anchor_ticks;
    uint64_t anchor_monotonic_ns;
    uint64_t clock_error_ns;
    uint32_t pid;
    uint32_t closed_calls; /* in memory: open calls that ended in the gap before; 0 once it is sealed */
    uint32_t dropped[PLANPROOF_DROP_REASONS];  /* between the chunk before and this one */
    uint32_t open_call_count;                  /* depth at its start; may exceed what is kept below */
    uint32_t open_calls[PLANPROOF_OPEN_CALLS]; /* the outermost ones, function ids */
} planproof_chunk_header;

typedef struct planproof_chunk {
    planproof_chunk_header header;
    uint64_t events[PLANPROOF_CHUNK_EVENTS];
} planproof_chunk;

static_assert(sizeof(planproof_chunk_header) == 1024, "the header is 1 KiB");
static_assert(sizeof(planproof_chunk) == PLANPROOF_CHUNK_BYTES, "a chunk is 64 KiB");

/* Kind in bits 61 to 63, function in bits 32 to 60, payload in bits 0 to 31. */
uint64_t planproof_event_pack(planproof_event_kind kind, uint32_t function, uint32_t payload);

/* An escape with its value, of which 56 bits are kept. */
uint64_t planproof_escape_pack(planproof_escape escape, uint64_t value);

/* The three parts of an event; each pointer may be NULL. */
void planproof_event_unpack(uint64_t event, planproof_event_kind *kind, uint32_t *function, uint32_t *payload);

/* Writes a fresh header for the events from first_sequence on, made by that slot in that generation. */
void planproof_chunk_begin(planproof_chunk *chunk, uint32_t slot, uint32_t generation, uint64_t first_sequence);

/* Writes the count and the checksum; nobody changes the chunk afterwards. */
void planproof_chunk_seal(planproof_chunk *chunk, uint32_t event_count);

/* What 64 KiB of memory hold; reads nothing outside them, whatever they say. */
planproof_chunk_state planproof_chunk_check(const planproof_chunk *chunk);

#ifdef __cplusplus
}
#endif

#endif
