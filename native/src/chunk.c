/* Events and chunks: packing, the fresh header, the seal, and the look at memory that may hold anything. */
#include "planproof/chunk.h"

#include "crc32c.h"

#include <stddef.h>
#include <string.h>

_Static_assert(offsetof(planproof_chunk_header, crc32c) == 28, "the checksum lies as the plan draws it");
_Static_assert(offsetof(planproof_chunk_header, open_calls) == 112, "open calls fill the header to its end");
_Static_assert(offsetof(planproof_chunk, events) == 1024, "events begin behind the header");

enum { KIND_SHIFT = 61, ESCAPE_SHIFT = 56, FUNCTION_SHIFT = 32 };

uint64_t planproof_event_pack(planproof_event_kind kind, uint32_t function, uint32_t payload)
{
    return (uint64_t)kind << KIND_SHIFT | (uint64_t)(function & PLANPROOF_FUNCTION_MAX) << FUNCTION_SHIFT | payload;
}

uint64_t planproof_escape_pack(planproof_escape escape, uint64_t value)
{
    return (uint64_t)PLANPROOF_EVENT_ESCAPE << KIND_SHIFT | (uint64_t)escape << ESCAPE_SHIFT |
           (value & ((UINT64_C(1) << ESCAPE_SHIFT) - 1));
}

void planproof_event_unpack(uint64_t event, planproof_event_kind *kind, uint32_t *function, uint32_t *payload)
{
    if (kind)
        *kind = (planproof_event_kind)(event >> KIND_SHIFT);
    if (function)
        *function = (uint32_t)(event >> FUNCTION_SHIFT) & PLANPROOF_FUNCTION_MAX;
    if (payload)
        *payload = (uint32_t)event;
}

void planproof_chunk_begin(planproof_chunk *chunk, uint32_t slot, uint32_t generation, uint64_t first_sequence)
{
    memset(&chunk->header, 0, sizeof chunk->header);
    chunk->header.magic = PLANPROOF_CHUNK_MAGIC;
    chunk->header.version = PLANPROOF_CHUNK_VERSION;
    chunk->header.slot = slot;
    chunk->header.generation = generation;
    chunk->header.first_sequence = first_sequence;
}

/* Of the header, its checksum taken as 0, and of that many events. */
static uint32_t checksum_of(const planproof_chunk *chunk, uint32_t event_count)
{
    static const uint32_t no_checksum = 0;
    const unsigned char *bytes = (const unsigned char *)chunk;
    size_t place = offsetof(planproof_chunk_header, crc32c);
    size_t behind = place + sizeof no_checksum;
    size_t end = offsetof(planproof_chunk, events) + event_count * sizeof chunk->events[0];
    uint32_t checksum = planproof_crc32c(0, bytes, place);
    checksum = planproof_crc32c(checksum, &no_checksum, sizeof no_checksum);
    return planproof_crc32c(checksum, bytes + behind, end - behind);
}

void planproof_chunk_seal(planproof_chunk *chunk, uint32_t event_count)
{
    chunk->header.event_count = event_count;
    chunk->header.crc32c = checksum_of(chunk, event_count);
}

planproof_chunk_state planproof_chunk_check(const planproof_chunk *chunk)
{
    const planproof_chunk_header *header = &chunk->header;
    if (header->magic != PLANPROOF_CHUNK_MAGIC || header->version != PLANPROOF_CHUNK_VERSION)
        return PLANPROOF_CHUNK_FOREIGN;
    if (header->event_count == 0 && header->crc32c == 0)
        return PLANPROOF_CHUNK_OPEN;
    if (header->event_count == 0 || header->event_count > PLANPROOF_CHUNK_EVENTS)
        return PLANPROOF_CHUNK_TORN;
    return header->crc32c == checksum_of(chunk, header->event_count) ? PLANPROOF_CHUNK_SEALED : PLANPROOF_CHUNK_TORN;
}
