/* Regions, lanes and registries that several tests share. */
#ifndef PLANPROOF_TEST_PARTS_H
#define PLANPROOF_TEST_PARTS_H

#include "planproof/registry.h"
#include "tap.h"

enum { TEST_CHUNKS = 2 };

/* Memory of a lane and its 64 chunks, full of what lay there before; the same memory each time. */
planproof_lane_handle lane_memory(void);

/* A lane in that memory, ready for use. */
planproof_lane_handle lane_of_chunks(uint32_t chunk_count);

/* A registry in a region of its own; the region lives until the second call after this one. */
planproof_registry *registry_of(uint32_t max_threads, uint32_t chunks_a_lane);

/* The same with TEST_CHUNKS chunks a lane. */
planproof_registry *registry_of_threads(uint32_t max_threads);

/* The region of the newest registry. */
planproof_region *registry_region(void);

/* An event that says nothing but its number: neither opens nor ends a call. */
uint64_t numbered_event(uint32_t number);

/* Writes that many numbered events, from first on; how many were kept. */
uint32_t write_numbered(planproof_lane_handle handle, uint32_t first, uint32_t count);

/* Takes and gives back all that waits in a lane; how many events that were. */
uint64_t drain_lane(planproof_lane_handle handle);

/* The same for every lane of a registry with that many slots. */
uint64_t drain_registry(const planproof_registry *registry, uint32_t slots);

/* Whether emitted = taken + held + dropped. */
bool balanced(planproof_lane_handle handle);

/* The sum over all reasons. */
uint64_t dropped_in_all(planproof_lane_balance balance);

#endif
