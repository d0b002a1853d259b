/* What sessions.h declares. */
#include "sessions.h"

#include "planproof/atf_reader.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REST_US = 100 };

static char directory[64];

static void remove_directory(void)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    if (directory[0] && system(command) != 0)
        perror(directory);
}

const char *fresh_directory(void)
{
    static int number;
    if (number == 0)
        atexit(remove_directory);
    remove_directory();
    snprintf(directory, sizeof directory, "/tmp/planproof-session-%d-%d", (int)getpid(), ++number);
    CHECK(mkdir(directory, 0700) == 0);
    return directory;
}

const char *in_directory(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

made_session session_of(planproof_session_options options)
{
    made_session made = {.controller = planproof_session_create(fresh_directory(), &options)};
    CHECK(made.controller != NULL);
    made.drain = planproof_session_drain(made.controller, directory, PLANPROOF_ATF_RAW, REST_US);
    CHECK(made.drain != NULL);
    made.target = planproof_session_join(directory);
    CHECK(made.target != NULL);
    return made;
}

static uint64_t dropped_of(const uint64_t *dropped)
{
    uint64_t sum = 0;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        sum += dropped[reason];
    return sum;
}

planproof_drain_balance end_session(made_session made)
{
    planproof_drain_balance balance;
    const planproof_drain_row *rows;
    uint64_t emitted = 0, wrong = 0;
    uint32_t count;
    if (made.target)
        planproof_session_leave(made.target);
    balance = planproof_drain_stop(made.drain);
    rows = planproof_drain_rows(made.drain, &count);
    for (uint32_t number = 0; number < count; number++) {
        emitted += rows[number].emitted;
        wrong += rows[number].emitted != rows[number].persisted + dropped_of(rows[number].dropped);
    }
    planproof_drain_destroy(made.drain);
    planproof_session_destroy(made.controller);
    CHECK(wrong == 0);
    CHECK(emitted == balance.emitted - balance.dropped[PLANPROOF_DROP_REGISTRY_FULL]);
    CHECK(balance.emitted == balance.persisted + dropped_of(balance.dropped));
    return balance;
}

static planproof_atf_reader *reader_of(uint32_t pid)
{
    char name[40];
    snprintf(name, sizeof name, "events-%u.idx", pid);
    return planproof_atf_reader_init(in_directory(name));
}

/* Adds a chunk's events to those read before. */
static uint32_t read_chunk(const planproof_chunk *chunk, read_event *events, uint32_t most)
{
    bool exact = chunk->header.clock_mode != PLANPROOF_CLOCK_ADAPTIVE && chunk->header.clock_mode != 0;
    uint64_t ticks = chunk->header.first_ticks;
    uint32_t count = 0, depth = chunk->header.open_call_count;
    for (uint32_t place = 0; place < chunk->header.event_count; place++) {
        planproof_event_kind kind;
        uint32_t function, payload;
        planproof_event_unpack(chunk->events[place], &kind, &function, &payload);
        if (kind == PLANPROOF_EVENT_TIME) {
            ticks += chunk->events[place] & UINT64_MAX >> 3;
            continue;
        }
        ticks += exact && kind != PLANPROOF_EVENT_ESCAPE ? payload : 0;
        if (count < most)
            events[count++] = (read_event){ticks, kind, function, depth};
        depth += kind == PLANPROOF_EVENT_CALL;
        depth -= kind == PLANPROOF_EVENT_RETURN && depth > 0;
    }
    return count;
}

uint32_t read_slot(uint32_t pid, uint32_t slot, read_event *events, uint32_t most)
{
    static planproof_chunk chunk;
    planproof_atf_reader *reader = reader_of(pid);
    uint32_t count = 0;
    CHECK(reader != NULL);
    while (planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_CHUNK) {
        if (chunk.header.slot == slot)
            count += read_chunk(&chunk, events + count, most - count);
    }
    planproof_atf_reader_destroy(reader);
    return count;
}

uint64_t events_of(uint32_t pid)
{
    static planproof_chunk chunk;
    planproof_atf_reader *reader = reader_of(pid);
    planproof_atf_found found;
    uint64_t count = 0;
    if (reader == NULL)
        return 0;
    while ((found = planproof_atf_reader_next(reader, &chunk)) == PLANPROOF_ATF_CHUNK)
        count += chunk.header.event_count;
    planproof_atf_reader_destroy(reader);
    return found == PLANPROOF_ATF_END ? count : UINT64_MAX;
}
