/* `session_stress DIRECTORY PROCESSES EVENTS [MICROSECONDS]`: lets processes write into one session while this one drains, then
 * counts what is in the files. With a time, each process is killed at a random moment of it, and writes until then.
 *
 *     processes=8 emitted=800000 persisted=800000 dropped=0 files=8 difference=0
 *
 * Emitted is what the processes counted themselves in memory that outlives them; for a killed one, what its lanes say, which may
 * be one event more. The exit code is 1 when the difference isn't 0, 2 when the command line is wrong, 3 when something can't be had. */
#include "planproof/atf_reader.h"
#include "planproof/hook.h"
#include "planproof/session.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_PROCESSES = 64, DRAIN_REST_US = 200 };

typedef struct child {
    pid_t pid;
    _Atomic(uint64_t) *written; /* counted by the child after each event */
} child;

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "session_stress: %s: %s\n", what, strerror(errno));
    exit(3);
}

static _Noreturn void write_events(const char *directory, uint64_t events, _Atomic(uint64_t) *written)
{
    planproof_session *target = planproof_session_join(directory);
    if (target == NULL)
        _exit(3);
    for (uint64_t number = 1; number <= events; number++) {
        planproof_hook_escape(PLANPROOF_ESCAPE_MARK, number);
        atomic_store_explicit(written, number, memory_order_relaxed);
    }
    _exit(planproof_session_leave(target) ? 0 : 3);
}

static uint64_t events_in(const char *directory, pid_t pid)
{
    static planproof_chunk chunk;
    char path[4200];
    uint64_t events = 0;
    snprintf(path, sizeof path, "%s/events-%d.idx", directory, (int)pid);
    planproof_atf_reader *reader = planproof_atf_reader_init(path);
    while (reader && planproof_atf_reader_next(reader, &chunk) == PLANPROOF_ATF_CHUNK)
        events += chunk.header.event_count;
    bool torn = reader && planproof_atf_reader_lost(reader) > 0;
    planproof_atf_reader_destroy(reader);
    return torn ? UINT64_MAX : events;
}

static void start(child *all, int count, const char *directory, uint64_t events)
{
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        give_up("memory for counts");
    for (int place = 0; place < count; place++) {
        all[place].written = (_Atomic(uint64_t) *)memory + place;
        all[place].pid = fork();
        if (all[place].pid < 0)
            give_up("a process");
        if (all[place].pid == 0)
            write_events(directory, events, all[place].written);
    }
}

static uint64_t dropped_in_all(const planproof_drain_balance *balance)
{
    uint64_t sum = 0;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        sum += balance->dropped[reason];
    return sum;
}

/* What is missing or too much over all processes; a killed one may have written one event that it hadn't counted yet. */
static uint64_t differences(const child *all, int count, const char *directory, bool killed)
{
    uint64_t sum = 0;
    for (int place = 0; place < count; place++) {
        uint64_t written = atomic_load_explicit(all[place].written, memory_order_relaxed);
        uint64_t found = events_in(directory, all[place].pid);
        sum += found > written ? found - written - (killed && found == written + 1) : written - found;
    }
    return sum;
}

int main(int count, char **arguments)
{
    planproof_session_options options = {.on_full = PLANPROOF_ON_FULL_WAIT, .clock = PLANPROOF_CLOCK_EXACT};
    int processes = count > 2 ? atoi(arguments[2]) : 0;
    int time_us = count > 4 ? atoi(arguments[4]) : 0;
    child all[MOST_PROCESSES];
    if (count < 4 || count > 5 || processes < 1 || processes > MOST_PROCESSES || time_us < 0) {
        fputs("usage: session_stress DIRECTORY PROCESSES EVENTS [MICROSECONDS], 1 to 64 processes\n", stderr);
        return 2;
    }
    planproof_session *session = planproof_session_create(arguments[1], &options);
    planproof_drain *drain =
        session ? planproof_session_drain(session, arguments[1], PLANPROOF_ATF_RAW, DRAIN_REST_US) : NULL;
    if (drain == NULL)
        give_up(arguments[1]);
    start(all, processes, arguments[1], strtoull(arguments[3], NULL, 10));
    srand((unsigned)getpid());
    for (int place = 0; time_us && place < processes; place++) {
        usleep((useconds_t)(rand() % time_us));
        kill(all[place].pid, SIGKILL);
    }
    for (int place = 0; place < processes; place++)
        waitpid(all[place].pid, NULL, 0);
    planproof_drain_balance balance = planproof_drain_stop(drain);
    uint64_t difference = differences(all, processes, arguments[1], time_us > 0);
    difference += balance.emitted - balance.persisted - dropped_in_all(&balance);
    printf("processes=%d emitted=%llu persisted=%llu dropped=%llu files=%d difference=%lld\n", processes,
           (unsigned long long)balance.emitted, (unsigned long long)balance.persisted,
           (unsigned long long)dropped_in_all(&balance), processes, (long long)difference);
    planproof_drain_destroy(drain);
    planproof_session_destroy(session);
    return difference != 0;
}
