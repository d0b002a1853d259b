/* Events and chunks. */
#include "planproof/chunk.h"

#include <stddef.h>
#include <stdio.h>

#define NOT_IMPLEMENTED() fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: M1_E1_I1: %s\n", __func__)

_Static_assert(sizeof(planproof_chunk_header) == 1024, "planned size of planproof_chunk_header");
_Static_assert(offsetof(planproof_chunk_header, magic) == 0, "planned offset of planproof_chunk_header.magic");
_Static_assert(offsetof(planproof_chunk_header, version) == 4, "planned offset of planproof_chunk_header.version");
_Static_assert(offsetof(planproof_chunk_header, lane) == 6, "planned offset of planproof_chunk_header.lane");
_Static_assert(offsetof(planproof_chunk_header, clock_mode) == 7,
               "planned offset of planproof_chunk_header.clock_mode");
_Static_assert(offsetof(planproof_chunk_header, slot) == 8, "planned offset of planproof_chunk_header.slot");
_Static_assert(offsetof(planproof_chunk_header, generation) == 12,
               "planned offset of planproof_chunk_header.generation");
_Static_assert(offsetof(planproof_chunk_header, first_sequence) == 16,
               "planned offset of planproof_chunk_header.first_sequence");
_Static_assert(offsetof(planproof_chunk_header, event_count) == 24,
               "planned offset of planproof_chunk_header.event_count");
_Static_assert(offsetof(planproof_chunk_header, crc32c) == 28, "planned offset of planproof_chunk_header.crc32c");
_Static_assert(offsetof(planproof_chunk_header, first_ticks) == 32,
               "planned offset of planproof_chunk_header.first_ticks");
_Static_assert(offsetof(planproof_chunk_header, last_ticks) == 40,
               "planned offset of planproof_chunk_header.last_ticks");
_Static_assert(offsetof(planproof_chunk_header, anchor_ticks) == 48,
               "planned offset of planproof_chunk_header.anchor_ticks");
_Static_assert(offsetof(planproof_chunk_header, anchor_monotonic_ns) == 56,
               "planned offset of planproof_chunk_header.anchor_monotonic_ns");
_Static_assert(offsetof(planproof_chunk_header, clock_error_ns) == 64,
               "planned offset of planproof_chunk_header.clock_error_ns");
_Static_assert(offsetof(planproof_chunk_header, dropped) == 72, "planned offset of planproof_chunk_header.dropped");
_Static_assert(offsetof(planproof_chunk_header, open_call_count) == 100,
               "planned offset of planproof_chunk_header.open_call_count");
_Static_assert(offsetof(planproof_chunk_header, open_calls) == 104,
               "planned offset of planproof_chunk_header.open_calls");

_Static_assert(sizeof(planproof_chunk) == 65536, "planned size of planproof_chunk");
_Static_assert(offsetof(planproof_chunk, header) == 0, "planned offset of planproof_chunk.header");
_Static_assert(offsetof(planproof_chunk, events) == 1024, "planned offset of planproof_chunk.events");

uint64_t planproof_event_pack(planproof_event_kind kind, uint32_t function, uint32_t payload)
{
    (void)kind;
    (void)function;
    (void)payload;
    NOT_IMPLEMENTED();
    return 0;
}

void planproof_event_unpack(uint64_t event, planproof_event_kind *kind, uint32_t *function, uint32_t *payload)
{
    (void)event;
    (void)kind;
    (void)function;
    (void)payload;
    NOT_IMPLEMENTED();
}

void planproof_chunk_begin(planproof_chunk *chunk, uint32_t slot, uint32_t generation, uint64_t first_sequence)
{
    (void)chunk;
    (void)slot;
    (void)generation;
    (void)first_sequence;
    NOT_IMPLEMENTED();
}

void planproof_chunk_seal(planproof_chunk *chunk, uint32_t event_count)
{
    (void)chunk;
    (void)event_count;
    NOT_IMPLEMENTED();
}

planproof_chunk_state planproof_chunk_check(const planproof_chunk *chunk)
{
    (void)chunk;
    NOT_IMPLEMENTED();
    return (planproof_chunk_state){0};
}
