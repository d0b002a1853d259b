/* `hook_count EVENTS [exact|nothing]`: writes events in a row, for whoever counts instructions: those in `counted`, and nothing else.
 *
 *     valgrind --tool=callgrind --toggle-collect=counted --callgrind-out-file=/dev/null hook_count 100000
 *
 * Nobody drains: the lane has room for 516,096 events. By `nothing` the loop runs without them. */
#include "planproof/hook.h"
#include "planproof/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNKS = PLANPROOF_RING_ENTRIES, MOST_EVENTS = CHUNKS * PLANPROOF_CHUNK_EVENTS };

__attribute__((noinline)) static void write_events(uint32_t events)
{
    for (; events > 0; events--) {
        planproof_hook_write((uint64_t)42 << 32);
        __asm__ volatile("");
    }
}

__attribute__((noinline)) static void write_nothing(uint32_t events)
{
    for (; events > 0; events--)
        __asm__ volatile("");
}

__attribute__((noinline)) void counted(uint32_t events, void (*run)(uint32_t));

void counted(uint32_t events, void (*run)(uint32_t))
{
    run(events);
    __asm__ volatile("");
}

int main(int count, char **arguments)
{
    bool exact = count == 3 && strcmp(arguments[2], "exact") == 0;
    bool nothing = count == 3 && strcmp(arguments[2], "nothing") == 0;
    planproof_session_options options = {
        .chunks_a_lane = CHUNKS, .tick_us = 999999, .clock = exact ? PLANPROOF_CLOCK_EXACT : PLANPROOF_CLOCK_ADAPTIVE};
    uint32_t events = count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 10) : 0;
    char directory[] = "/tmp/planproof-count-XXXXXX", lanes[64];
    if (count < 2 || count > 3 || (count == 3 && !exact && !nothing) || events == 0 || events >= MOST_EVENTS) {
        fputs("usage: hook_count EVENTS [exact|nothing], 1 to 516095 events\n", stderr);
        return 2;
    }
    planproof_session *session = mkdtemp(directory) ? planproof_session_create(directory, &options) : NULL;
    planproof_session *target = session ? planproof_session_join(directory) : NULL;
    if (target == NULL) {
        perror("hook_count");
        return 3;
    }
    planproof_hook_write((uint64_t)42 << 32); /* registers the thread */
    counted(events, nothing ? write_nothing : write_events);
    planproof_session_leave(target);
    planproof_session_destroy(session);
    snprintf(lanes, sizeof lanes, "%s/lanes.shm", directory);
    return unlink(lanes) != 0 || rmdir(directory) != 0;
}
