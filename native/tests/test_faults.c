/* Tests of what happens when memory, disk or threads can't be had: an error that says so, nothing left behind, and the next
 * attempt works. */
#include "faults.h"
#include "files.h"
#include "planproof/atf_decode.h"
#include "planproof/atf_files.h"
#include "sessions.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

enum { MOST_CALLS = 12 };

/* Does something that can fail; false, with errno, when it did. What it made is gone again. */
typedef bool attempt(void);

/* Leaving gives memory back by the second advice, and does without where that fails. */
static bool spared(fault_call call, int number)
{
    return call == FAULT_MADVISE && number == 2;
}

/* Lets each call of each kind fail once; whether the attempt failed then, with that call's errno, and worked afterwards. */
static bool fails_well(attempt *act, uint32_t *faults)
{
    bool right = true;
    for (int call = 0; call < FAULT_CALLS; call++) {
        bool reached = true;
        for (int number = 1; reached && right && number <= MOST_CALLS; number++) {
            uint32_t open_before = open_files();
            fail_call((fault_call)call, number);
            errno = 0;
            bool worked = act();
            int error = errno;
            reached = fault_happened();
            right = worked ? !reached || spared((fault_call)call, number)
                           : reached && error == fault_errno((fault_call)call);
            right = right && open_files() == open_before;
            *faults += reached;
        }
    }
    return right && act();
}

static bool create_session(void)
{
    planproof_session_options options = {.clock = PLANPROOF_CLOCK_ADAPTIVE};
    unlink(in_directory("lanes.shm"));
    planproof_session *session = planproof_session_create(in_directory("."), &options);
    int error = errno;
    bool left = session == NULL && access(in_directory("lanes.shm"), F_OK) == 0;
    planproof_session_destroy(session);
    errno = left ? EEXIST : error;
    return session != NULL;
}

static void test_planproof_session_create__each_call_fails_once__then_said_and_nothing_left(void)
{
    uint32_t faults = 0;
    fresh_directory();
    CHECK(fails_well(create_session, &faults));
    CHECK(faults >= 4); /* memory for two handles, the file, the mapping */
}

static bool join_session(void)
{
    planproof_session *session = planproof_session_join(in_directory("."));
    int error = errno;
    if (session)
        planproof_session_leave(session);
    errno = error;
    return session != NULL;
}

static void test_planproof_session_join__each_call_fails_once__then_said_and_joined_later(void)
{
    planproof_session *session = planproof_session_create(fresh_directory(), NULL);
    uint32_t faults = 0;
    CHECK(session != NULL);
    CHECK(fails_well(join_session, &faults));
    CHECK(faults >= 5); /* memory, mapping, pool, its advice, the key */
    planproof_session_destroy(session);
}

static planproof_session *the_session;

static bool drain_session(void)
{
    planproof_drain *drain = planproof_session_drain(the_session, in_directory("."), best_encoding(), 100);
    int error = errno;
    planproof_drain_destroy(drain);
    errno = error;
    return drain != NULL;
}

static void test_planproof_session_drain__each_call_fails_once__then_said(void)
{
    uint32_t faults = 0;
    the_session = planproof_session_create(fresh_directory(), NULL);
    CHECK(the_session != NULL);
    CHECK(fails_well(drain_session, &faults));
    CHECK(faults >= 3); /* memory twice and more, the thread */
    planproof_session_destroy(the_session);
}

static bool write_file_anew(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    bool written = writer && planproof_atf_writer_append(writer, sealed_chunk(0, 100));
    int error = errno;
    planproof_atf_writer_destroy(writer);
    errno = error;
    return written;
}

static void test_planproof_atf_writer_append__each_call_fails_once__then_said_and_file_whole(void)
{
    uint32_t faults = 0;
    CHECK(fails_well(write_file_anew, &faults));
    CHECK(faults >= 3); /* memory, header, block */
    fail_call(FAULT_WRITE, 2);
    CHECK(!write_file_anew() && fault_happened());
    CHECK(events_in_file(file_path()) == 0); /* the header stands, the block was taken back */
}

static bool read_columns(void)
{
    planproof_atf_decoder *decoder = planproof_atf_decoder_init(file_path());
    int error = errno;
    planproof_atf_decoder_destroy(decoder);
    errno = error;
    return decoder != NULL;
}

static void test_planproof_atf_decoder_init__each_call_fails_once__then_said(void)
{
    uint32_t faults = 0;
    make_file(PLANPROOF_ATF_RAW, 1);
    CHECK(fails_well(read_columns, &faults));
    CHECK(faults >= 2);
}

static void test_planproof_drain_stop__disk_fails_once__then_counted_and_the_rest_kept(void)
{
    enum { FLUSHES = 20 };
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
    fail_call(FAULT_WRITE, 10);
    for (uint32_t number = 0; number < FLUSHES; number++) {
        CHECK(planproof_hook_event(PLANPROOF_EVENT_CALL, 1 + number));
        CHECK(planproof_hook_flush());
        while (planproof_ring_count(&planproof_own->lanes[PLANPROOF_LANE_INDEX].lane->submit) > 0)
            usleep(100);
    }
    planproof_drain_balance balance = end_session(made);
    CHECK(fault_happened());
    CHECK(balance.emitted == FLUSHES && balance.persisted == FLUSHES - 1);
    CHECK(balance.dropped[PLANPROOF_DROP_DISK_FULL] == 1);
    CHECK(events_of((uint32_t)getpid()) == FLUSHES - 1);
}

static void *write_two(void *unused)
{
    planproof_hook_event(PLANPROOF_EVENT_CALL, 7);
    planproof_hook_event(PLANPROOF_EVENT_RETURN, 7);
    return unused;
}

static void test_planproof_drain_rows__no_memory_for_rows__then_balance_holds(void)
{
    made_session made = session_of((planproof_session_options){.clock = PLANPROOF_CLOCK_EXACT});
    pthread_t thread;
    fail_call(FAULT_REALLOC, 1);
    CHECK(pthread_create(&thread, NULL, write_two, NULL) == 0);
    pthread_join(thread, NULL);
    planproof_session_leave(made.target);
    made.target = NULL;
    planproof_drain_balance balance = planproof_drain_stop(made.drain);
    CHECK(fault_happened());
    CHECK(balance.emitted == 2);
    CHECK(balance.persisted + balance.dropped[PLANPROOF_DROP_DISK_FULL] == 2);
    planproof_drain_destroy(made.drain);
    planproof_session_destroy(made.controller);
}

const tap_test fault_tests[] = {
    TAP(test_planproof_session_create__each_call_fails_once__then_said_and_nothing_left),
    TAP(test_planproof_session_join__each_call_fails_once__then_said_and_joined_later),
    TAP(test_planproof_session_drain__each_call_fails_once__then_said),
    TAP(test_planproof_atf_writer_append__each_call_fails_once__then_said_and_file_whole),
    TAP(test_planproof_atf_decoder_init__each_call_fails_once__then_said),
    TAP(test_planproof_drain_stop__disk_fails_once__then_counted_and_the_rest_kept),
    TAP(test_planproof_drain_rows__no_memory_for_rows__then_balance_holds),
    TAP_END,
};
