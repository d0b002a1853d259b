/* Tests of processes, and of the program that a user starts. */
#include "parts.h"

#include <libgen.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VALUES = 1000000, KILLS = 50, LONGEST_LIFE_US = 3000 };

static void test_planproof_ring_pop__two_processes__then_each_value_once(void)
{
    planproof_region *region = planproof_region_init(NULL, 1 << 16);
    planproof_ring *ring;
    uint32_t value = 0, misplaced = 0, expected = 0;
    int status = -1;
    bool ended = false;
    pid_t child;

    CHECK(region != NULL);
    ring = planproof_region_carve(region, sizeof *ring, 64);
    CHECK(ring != NULL);
    planproof_ring_init(ring);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        for (uint32_t number = 0; number < VALUES; number++) {
            while (!planproof_ring_push(ring, number))
                sched_yield();
        }
        _exit(0);
    }
    while (expected < VALUES && !ended) {
        /* Asked before the ring is looked at: what a process pushed before its end is there. */
        ended = waitpid(child, &status, WNOHANG) == child;
        while (planproof_ring_pop(ring, &value))
            misplaced += value != expected++;
        sched_yield();
    }
    if (!ended)
        waitpid(child, &status, 0);
    CHECK(status == 0);
    CHECK(expected == VALUES && misplaced == 0);
    planproof_region_destroy(region);
}

/* What a parent has read of its child's lane. */
typedef struct reading {
    uint64_t next; /* sequence number that the next event must have */
    uint64_t events;
    bool right;
} reading;

static void read_events(reading *read, const planproof_chunk *chunk, uint32_t count)
{
    uint64_t first = chunk->header.first_sequence;
    read->right = read->right && first == read->next + chunk->header.dropped[PLANPROOF_DROP_POOL_EMPTY];
    for (uint32_t position = 0; read->right && position < count; position++)
        read->right = chunk->events[position] == numbered_event((uint32_t)first + position);
    read->events += count;
    read->next = first + count;
}

static void read_submitted(reading *read, planproof_lane_handle handle)
{
    planproof_chunk *chunk;
    while ((chunk = planproof_lane_take(handle)) != NULL) {
        read->right = read->right && planproof_chunk_check(chunk) == PLANPROOF_CHUNK_SEALED;
        read_events(read, chunk, chunk->header.event_count);
        read->right = read->right && planproof_lane_give_back(handle, chunk);
    }
}

/* What a dead writer left behind: its current chunk up to the cursor, unless that was submitted with its last breath. */
static void read_current(reading *read, planproof_lane_handle handle)
{
    int32_t number = atomic_load_explicit(&handle.lane->chunk, memory_order_acquire);
    uint32_t cursor = atomic_load_explicit(&handle.lane->cursor, memory_order_acquire);
    const planproof_chunk *chunk;
    if (number == PLANPROOF_NO_CHUNK)
        return;
    chunk = &handle.chunks[number];
    if (planproof_chunk_check(chunk) != PLANPROOF_CHUNK_FOREIGN && chunk->header.first_sequence >= read->next)
        read_events(read, chunk, cursor);
}

static void write_until_killed(planproof_registry *registry)
{
    const planproof_slot *slot = planproof_registry_claim(registry, (uint32_t)getpid());
    planproof_lane_handle handle = planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX);
    for (uint32_t number = 0;; number++)
        planproof_lane_write(handle, numbered_event(number));
}

static void test_planproof_region_at__writer_killed_at_random__then_chunks_read_up_to_cursor(void)
{
    planproof_registry *registry = registry_of(64, 4);
    uint64_t events_in_all = 0;

    srand(20261122);
    for (uint32_t number = 0; number < KILLS; number++) {
        /* The child takes the first slot that no dead one holds. */
        const planproof_slot *slot = planproof_registry_slot(registry, planproof_registry_used(registry));
        reading read = {.right = true};
        uint64_t dropped, sequence;
        const planproof_lane *lane;
        pid_t child = fork();

        CHECK(child >= 0);
        if (child == 0)
            write_until_killed(registry);
        usleep((useconds_t)(rand() % LONGEST_LIFE_US));
        planproof_lane_handle handle = planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX);
        read_submitted(&read, handle);
        CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);

        lane = planproof_region_at(registry_region(), slot->lane_offset[PLANPROOF_LANE_INDEX], sizeof *lane);
        CHECK(lane == handle.lane);
        read_submitted(&read, handle);
        read_current(&read, handle);
        CHECK(read.right);
        sequence = atomic_load_explicit(&lane->sequence, memory_order_acquire);
        dropped = atomic_load_explicit(&lane->dropped[PLANPROOF_DROP_POOL_EMPTY], memory_order_relaxed);
        /* The sequence number is taken after its event was published or counted, so it may lack the last one. */
        CHECK(read.events + dropped == sequence || read.events + dropped == sequence + 1);
        events_in_all += read.events;
    }
    CHECK(events_in_all > 0);
    planproof_registry_destroy(registry);
}

/* Runs the stress program, which lies beside this one; its exit status. */
static int stress(const char *arguments, char *output, size_t size_bytes)
{
    char program[4096], command[4200];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    size_t read = 0;
    FILE *pipe;

    CHECK(length > 0);
    program[length] = '\0';
    snprintf(command, sizeof command, "'%s/lane_stress' %s", dirname(program), arguments);
    pipe = popen(command, "r");
    CHECK(pipe != NULL);
    read = fread(output, 1, size_bytes - 1, pipe);
    output[read] = '\0';
    return pclose(pipe);
}

static void test_lane_stress__64_threads__then_difference_is_zero(void)
{
    char output[300];
    CHECK(stress("64 20000", output, sizeof output) == 0);
    CHECK(strcmp(output, "threads=64 emitted=1280000 taken=1280000 dropped=0 refused=0 difference=0\n") == 0);
    CHECK(stress("64 20000 --chunks 2 --no-drain", output, sizeof output) == 0);
    CHECK(strcmp(output, "threads=64 emitted=1280000 taken=1032192 dropped=247808 refused=0 difference=0\n") == 0);
    CHECK(stress("200 100 --alive 64", output, sizeof output) == 0);
    CHECK(strcmp(output, "threads=200 emitted=20000 taken=20000 dropped=0 refused=0 difference=0\n") == 0);
}

const tap_test process_tests[] = {
    TAP(test_planproof_ring_pop__two_processes__then_each_value_once),
    TAP(test_planproof_region_at__writer_killed_at_random__then_chunks_read_up_to_cursor),
    TAP(test_lane_stress__64_threads__then_difference_is_zero),
    TAP_END,
};
