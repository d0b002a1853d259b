/* Tests of lanes, in one thread and its signal handlers. */
#include "parts.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>

enum { SIGNALS = 10000, JUMPS = 2000 };

static planproof_lane_handle signalled; /* the lane that the signal handler writes into */
static _Atomic(uint32_t) handled;
static uint32_t signal_count; /* how many the sender sends */
static sigjmp_buf before_write;
static volatile sig_atomic_t writing;
static _Atomic(uint32_t) handled_kept;
static pthread_t interrupted;

static uint64_t call(uint32_t function)
{
    return planproof_event_pack(PLANPROOF_EVENT_CALL, function, 0);
}

static uint64_t of_kind(planproof_event_kind kind)
{
    return planproof_event_pack(kind, 0, 0);
}

static uint64_t sequence_of(planproof_lane_handle handle)
{
    return atomic_load_explicit(&handle.lane->sequence, memory_order_acquire);
}

static planproof_chunk *current_chunk(planproof_lane_handle handle)
{
    int32_t number = atomic_load_explicit(&handle.lane->chunk, memory_order_acquire);
    return number == PLANPROOF_NO_CHUNK ? NULL : &handle.chunks[number];
}

/* Whether a taken chunk holds the numbered events from first on, and its seal is whole. */
static bool holds_numbered(const planproof_chunk *chunk, uint32_t first, uint32_t count)
{
    bool right = chunk != NULL && planproof_chunk_check(chunk) == PLANPROOF_CHUNK_SEALED;
    right = right && chunk->header.event_count == count;
    for (uint32_t number = 0; right && number < count; number++)
        right = chunk->events[number] == numbered_event(first + number);
    return right;
}

static void test_planproof_lane_init__one_chunk__then_refused(void)
{
    planproof_lane_handle handle = lane_memory();
    CHECK(!planproof_lane_init(handle, 3, 0));
    CHECK(!planproof_lane_init(handle, 3, 1));
    CHECK(!planproof_lane_init(handle, 3, 65));
    CHECK(planproof_lane_init(handle, 3, 2));
    CHECK(handle.lane->chunk_count == 2 && handle.lane->slot == 3);
    CHECK(write_numbered(handle, 0, 3 * PLANPROOF_CHUNK_EVENTS) == 2 * PLANPROOF_CHUNK_EVENTS);
    CHECK(planproof_lane_init(handle, 3, 64));
    CHECK(sequence_of(handle) == 0);
    CHECK(write_numbered(handle, 0, 65 * PLANPROOF_CHUNK_EVENTS) == 64 * PLANPROOF_CHUNK_EVENTS);
    CHECK(balanced(handle));
}

static void test_planproof_lane_destroy__chunks_waiting__then_nothing_to_take(void)
{
    planproof_lane_handle handle = lane_of_chunks(2);
    CHECK(write_numbered(handle, 0, PLANPROOF_CHUNK_EVENTS + 1) == PLANPROOF_CHUNK_EVENTS + 1);
    planproof_lane_destroy(handle);
    CHECK(planproof_lane_take(handle) == NULL);
    CHECK(planproof_lane_init(handle, 3, 2));
    CHECK(planproof_lane_take(handle) == NULL);
    CHECK(write_numbered(handle, 0, 2 * PLANPROOF_CHUNK_EVENTS + 1) == 2 * PLANPROOF_CHUNK_EVENTS);
    CHECK(balanced(handle));
}

static void test_planproof_lane_write__first_event__then_sequence_and_cursor_are_one(void)
{
    planproof_lane_handle handle = lane_of_chunks(2);
    const planproof_chunk *chunk;
    CHECK(current_chunk(handle) == NULL);
    CHECK(planproof_lane_write(handle, numbered_event(7)));
    chunk = current_chunk(handle);
    CHECK(chunk != NULL);
    CHECK(sequence_of(handle) == 1);
    CHECK(atomic_load_explicit(&handle.lane->cursor, memory_order_acquire) == 1);
    CHECK(chunk->header.first_sequence == 0);
    CHECK(chunk->header.slot == 3);
    CHECK(chunk->events[0] == numbered_event(7));
    CHECK(planproof_chunk_check(chunk) == PLANPROOF_CHUNK_OPEN);
    CHECK(balanced(handle));
}

static void test_planproof_lane_write__chunk_full__then_submitted(void)
{
    planproof_lane_handle handle = lane_of_chunks(2);
    planproof_chunk *taken;
    CHECK(write_numbered(handle, 0, PLANPROOF_CHUNK_EVENTS) == PLANPROOF_CHUNK_EVENTS);
    CHECK(planproof_lane_take(handle) == NULL);
    CHECK(planproof_lane_write(handle, numbered_event(PLANPROOF_CHUNK_EVENTS)));
    taken = planproof_lane_take(handle);
    CHECK(holds_numbered(taken, 0, PLANPROOF_CHUNK_EVENTS));
    CHECK(taken->header.first_sequence == 0);
    CHECK(current_chunk(handle) != taken);
    CHECK(current_chunk(handle)->header.first_sequence == PLANPROOF_CHUNK_EVENTS);
    CHECK(planproof_lane_take(handle) == NULL);
    CHECK(balanced(handle));
}

static void test_planproof_lane_write__no_free_chunk__then_dropped_and_counted(void)
{
    planproof_lane_handle handle = lane_of_chunks(2);
    for (uint32_t number = 0; number < 2 * PLANPROOF_CHUNK_EVENTS; number++)
        CHECK(planproof_lane_write(handle, numbered_event(number)));
    CHECK(!planproof_lane_write(handle, 1));
    planproof_lane_balance balance = planproof_lane_count(handle);
    CHECK(balance.emitted == 2 * PLANPROOF_CHUNK_EVENTS + 1);
    CHECK(balance.dropped[PLANPROOF_DROP_POOL_EMPTY] == 1);
    CHECK(balance.held == 2 * PLANPROOF_CHUNK_EVENTS);
    CHECK(holds_numbered(planproof_lane_take(handle), 0, PLANPROOF_CHUNK_EVENTS));
    CHECK(holds_numbered(planproof_lane_take(handle), PLANPROOF_CHUNK_EVENTS, PLANPROOF_CHUNK_EVENTS));
    CHECK(balanced(handle));
    planproof_lane_destroy(handle);
}

static void test_planproof_lane_write__chunk_back_after_drops__then_header_says_how_many(void)
{
    planproof_lane_handle handle = lane_of_chunks(2);
    planproof_chunk *first, *second, *third;
    CHECK(write_numbered(handle, 0, 2 * PLANPROOF_CHUNK_EVENTS + 5) == 2 * PLANPROOF_CHUNK_EVENTS);
    first = planproof_lane_take(handle);
    CHECK(first != NULL && planproof_lane_give_back(handle, first));
    CHECK(planproof_lane_write(handle, numbered_event(1)));
    CHECK(planproof_lane_seal(handle));
    second = planproof_lane_take(handle);
    third = planproof_lane_take(handle);
    CHECK(second != NULL && second->header.dropped[PLANPROOF_DROP_POOL_EMPTY] == 0);
    CHECK(holds_numbered(third, 1, 1));
    CHECK(third->header.dropped[PLANPROOF_DROP_POOL_EMPTY] == 5);
    CHECK(third->header.first_sequence == 2 * PLANPROOF_CHUNK_EVENTS + 5);
    CHECK(planproof_lane_give_back(handle, second) && planproof_lane_give_back(handle, third));
    CHECK(planproof_lane_write(handle, numbered_event(2)));
    CHECK(current_chunk(handle)->header.dropped[PLANPROOF_DROP_POOL_EMPTY] == 0);
    CHECK(balanced(handle));
}

static void test_planproof_lane_write__calls_open__then_next_chunk_starts_with_them(void)
{
    planproof_lane_handle handle = lane_of_chunks(64);
    const planproof_chunk_header *header;
    CHECK(planproof_lane_write(handle, of_kind(PLANPROOF_EVENT_RETURN))); /* of a call before the recording */
    CHECK(planproof_lane_write(handle, call(7)) && planproof_lane_write(handle, call(8)));
    CHECK(planproof_lane_write(handle, of_kind(PLANPROOF_EVENT_RETURN)));
    CHECK(planproof_lane_write(handle, planproof_event_pack(PLANPROOF_EVENT_RESUME, 9, 0)));
    CHECK(planproof_lane_write(handle, of_kind(PLANPROOF_EVENT_YIELD)));
    CHECK(planproof_lane_write(handle, planproof_event_pack(PLANPROOF_EVENT_NATIVE_CALL, 10, 0)));
    CHECK(planproof_lane_write(handle, of_kind(PLANPROOF_EVENT_UNWIND)));
    CHECK(planproof_lane_write(handle, call(11)));
    CHECK(planproof_lane_write(handle, of_kind(PLANPROOF_EVENT_ESCAPE)));
    CHECK(current_chunk(handle)->header.open_call_count == 0);
    CHECK(planproof_lane_seal(handle));
    CHECK(planproof_lane_write(handle, call(12)));
    header = &current_chunk(handle)->header;
    CHECK(header->open_call_count == 2);
    CHECK(header->open_calls[0] == 7 && header->open_calls[1] == 11 && header->open_calls[2] == 0);

    for (uint32_t depth = 3; depth < 300; depth++)
        CHECK(planproof_lane_write(handle, call(1000 + depth)));
    CHECK(planproof_lane_seal(handle) && planproof_lane_write(handle, numbered_event(0)));
    header = &current_chunk(handle)->header;
    CHECK(header->open_call_count == 300);
    CHECK(header->open_calls[2] == 12);
    for (uint32_t depth = 3; depth < PLANPROOF_OPEN_CALLS; depth++)
        CHECK(header->open_calls[depth] == 1000 + depth);

    for (int depth = 299; depth > 0; depth--)
        CHECK(planproof_lane_write(handle, of_kind(PLANPROOF_EVENT_RETURN)));
    CHECK(planproof_lane_seal(handle) && planproof_lane_write(handle, numbered_event(0)));
    CHECK(current_chunk(handle)->header.open_call_count == 1);
    CHECK(current_chunk(handle)->header.open_calls[0] == 7);

    /* Calls that are dropped are open all the same. */
    write_numbered(handle, 0, 64 * PLANPROOF_CHUNK_EVENTS);
    CHECK(!planproof_lane_write(handle, call(13)));
    CHECK(drain_lane(handle) > 0);
    CHECK(planproof_lane_write(handle, numbered_event(0)));
    CHECK(current_chunk(handle)->header.open_call_count == 2);
    CHECK(current_chunk(handle)->header.open_calls[1] == 13);
    CHECK(balanced(handle));
}

static void write_when_signalled(int number)
{
    bool kept = planproof_lane_write(signalled, of_kind(PLANPROOF_EVENT_ESCAPE));
    (void)number;
    atomic_fetch_add_explicit(&handled_kept, kept, memory_order_relaxed);
    atomic_fetch_add_explicit(&handled, 1, memory_order_release);
}

/* Sends one signal after the other, each once the one before has been handled: two that wait at once would be one. */
static void *send_signals(void *unused)
{
    (void)unused;
    for (uint32_t number = 0; number < signal_count; number++) {
        pthread_kill(interrupted, SIGUSR1);
        while (atomic_load_explicit(&handled, memory_order_acquire) == number)
            sched_yield();
    }
    return NULL;
}

/* Counts the numbered events in what waits and checks their order; adds those of the signal handler to others. */
static uint32_t read_numbered(planproof_lane_handle handle, uint32_t next, uint32_t *others)
{
    planproof_chunk *chunk;
    while ((chunk = planproof_lane_take(handle)) != NULL) {
        CHECK(planproof_chunk_check(chunk) == PLANPROOF_CHUNK_SEALED);
        for (uint32_t position = 0; position < chunk->header.event_count; position++) {
            bool other = chunk->events[position] == of_kind(PLANPROOF_EVENT_ESCAPE);
            CHECK(other || chunk->events[position] == numbered_event(next));
            *others += other;
            next += !other;
        }
        CHECK(planproof_lane_give_back(handle, chunk));
    }
    return next;
}

static void test_planproof_lane_write__from_inside_itself__then_reentrant_drop(void)
{
    planproof_lane_handle handle = lane_of_chunks(64);
    struct sigaction action = {.sa_handler = write_when_signalled, .sa_flags = SA_RESTART};
    struct sigaction before;
    planproof_lane_balance balance;
    uint32_t written = 0, read = 0, read_others = 0, inside = 0;
    pthread_t sender;

    /* A hook that is inside lies higher on the stack than one that interrupts it. */
    CHECK(planproof_lane_write(handle, numbered_event(written++)));
    atomic_store_explicit(&handle.lane->guard, (uint64_t)__builtin_frame_address(0), memory_order_relaxed);
    CHECK(!planproof_lane_write(handle, numbered_event(UINT32_MAX)));
    CHECK(sequence_of(handle) == 1);
    /* One that lies lower was left behind by longjmp. */
    atomic_store_explicit(&handle.lane->guard, 1, memory_order_relaxed);
    CHECK(planproof_lane_write(handle, numbered_event(written++)));
    CHECK(atomic_load_explicit(&handle.lane->guard, memory_order_relaxed) == 0);
    balance = planproof_lane_count(handle);
    CHECK(balance.dropped[PLANPROOF_DROP_REENTRANT] == 1 && balance.emitted == 3);

    signalled = handle;
    signal_count = SIGNALS;
    interrupted = pthread_self();
    atomic_store_explicit(&handled, 0, memory_order_relaxed);
    atomic_store_explicit(&handled_kept, 0, memory_order_relaxed);
    CHECK(sigaction(SIGUSR1, &action, &before) == 0);
    CHECK(pthread_create(&sender, NULL, send_signals, NULL) == 0);
    while (atomic_load_explicit(&handled, memory_order_acquire) < SIGNALS) {
        for (int round = 0; round < 1000; round++)
            written += planproof_lane_write(handle, numbered_event(written));
        read = read_numbered(handle, read, &read_others);
    }
    pthread_join(sender, NULL);
    sigaction(SIGUSR1, &before, NULL);
    CHECK(planproof_lane_seal(handle));
    read = read_numbered(handle, read, &read_others);

    balance = planproof_lane_count(handle);
    inside = SIGNALS - atomic_load_explicit(&handled_kept, memory_order_relaxed);
    CHECK(read == written);
    CHECK(read_others == SIGNALS - inside);
    CHECK(balance.dropped[PLANPROOF_DROP_REENTRANT] == 1 + inside);
    CHECK(balance.emitted == (uint64_t)written + SIGNALS + 1);
    CHECK(balance.held == 0 && balanced(handle));
}

/* What a lane looks like whose write was left: its guard names a frame that is no more. */
static void leave_inside(planproof_lane_handle handle)
{
    atomic_store_explicit(&handle.lane->guard, 1, memory_order_relaxed);
}

/* Seals and takes all; whether it holds numbered events from 0 on, without a gap between sequence numbers. */
static bool reads_whole(planproof_lane_handle handle, uint32_t count)
{
    planproof_chunk *chunk;
    uint32_t read = 0;
    bool right = planproof_lane_seal(handle);
    while ((chunk = planproof_lane_take(handle)) != NULL) {
        right = right && chunk->header.first_sequence == read && holds_numbered(chunk, read, chunk->header.event_count);
        read += chunk->header.event_count;
        right = right && planproof_lane_give_back(handle, chunk);
    }
    return right && read == count && balanced(handle) && planproof_ring_count(&handle.lane->free_chunks) == 4;
}

static void leave_write(int number)
{
    (void)number;
    atomic_fetch_add_explicit(&handled, 1, memory_order_release);
    if (writing)
        siglongjmp(before_write, 1);
}

/* Writes rising numbers; every write may be left half way. How many were begun. */
static uint32_t write_and_be_left(planproof_lane_handle handle, uint32_t *read, uint32_t *next, bool *right)
{
    static volatile uint32_t begun;
    begun = 0;
    sigsetjmp(before_write, 1);
    writing = 0;
    while (atomic_load_explicit(&handled, memory_order_acquire) < JUMPS) {
        planproof_chunk *chunk;
        for (int round = 0; round < 1000; round++) {
            uint32_t number = begun++;
            writing = 1;
            planproof_lane_write(handle, numbered_event(number));
            writing = 0;
        }
        while ((chunk = planproof_lane_take(handle)) != NULL) {
            *right = *right && chunk->header.first_sequence == *read;
            *right = *right && planproof_chunk_check(chunk) == PLANPROOF_CHUNK_SEALED;
            for (uint32_t position = 0; position < chunk->header.event_count; position++) {
                uint32_t number = (uint32_t)chunk->events[position];
                *right = *right && number >= *next;
                *next = number + 1;
            }
            *read += chunk->header.event_count;
            *right = *right && planproof_lane_give_back(handle, chunk);
        }
    }
    return begun;
}

static void test_planproof_lane_write__left_by_longjmp__then_nothing_lost_or_twice(void)
{
    struct sigaction action = {.sa_handler = leave_write};
    struct sigaction before;
    planproof_lane_handle handle = lane_of_chunks(4);
    planproof_chunk *current;
    uint32_t begun, read = 0, next = 0, head;
    bool right = true;
    pthread_t sender;

    /* Left behind the cursor, before the sequence number. */
    CHECK(write_numbered(handle, 0, 5) == 5);
    atomic_store_explicit(&handle.lane->sequence, 4, memory_order_relaxed);
    leave_inside(handle);
    CHECK(write_numbered(handle, 5, 2) == 2);
    CHECK(reads_whole(handle, 7));

    /* Left with the chunk sealed, not yet submitted. */
    handle = lane_of_chunks(4);
    CHECK(write_numbered(handle, 0, 5) == 5);
    planproof_chunk_seal(current_chunk(handle), 5);
    leave_inside(handle);
    CHECK(write_numbered(handle, 5, 2) == 2);
    CHECK(reads_whole(handle, 7));

    /* Left with the chunk submitted, still the current one; then no longer that, its cursor not yet at the end. */
    for (int step = 0; step < 2; step++) {
        handle = lane_of_chunks(4);
        CHECK(write_numbered(handle, 0, 5) == 5);
        current = current_chunk(handle);
        planproof_chunk_seal(current, 5);
        CHECK(planproof_ring_push(&handle.lane->submit, (uint32_t)(current - handle.chunks)));
        if (step == 1)
            atomic_store_explicit(&handle.lane->chunk, PLANPROOF_NO_CHUNK, memory_order_relaxed);
        leave_inside(handle);
        CHECK(write_numbered(handle, 5, 2) == 2);
        CHECK(reads_whole(handle, 7));
    }

    /* Left with a chunk begun that is still in the free ring. */
    handle = lane_of_chunks(4);
    CHECK(write_numbered(handle, 0, 1) == 1);
    head = atomic_load_explicit(&handle.lane->free_chunks.head, memory_order_relaxed);
    atomic_store_explicit(&handle.lane->free_chunks.head, head - 1, memory_order_relaxed);
    leave_inside(handle);
    CHECK(write_numbered(handle, 1, PLANPROOF_CHUNK_EVENTS) == PLANPROOF_CHUNK_EVENTS);
    CHECK(reads_whole(handle, PLANPROOF_CHUNK_EVENTS + 1));

    /* Left wherever a signal finds it. */
    handle = lane_of_chunks(64);
    signal_count = JUMPS;
    interrupted = pthread_self();
    atomic_store_explicit(&handled, 0, memory_order_relaxed);
    CHECK(sigaction(SIGUSR1, &action, &before) == 0);
    CHECK(pthread_create(&sender, NULL, send_signals, NULL) == 0);
    begun = write_and_be_left(handle, &read, &next, &right);
    pthread_join(sender, NULL);
    sigaction(SIGUSR1, &before, NULL);
    planproof_lane_seal(handle); /* finishes the last write, should that have been left */
    read += (uint32_t)drain_lane(handle);
    CHECK(right);
    CHECK(read <= begun && read + JUMPS >= begun);
    CHECK(planproof_lane_count(handle).emitted == read && balanced(handle));
}

static void test_planproof_lane_seal__events_held__then_chunk_submitted(void)
{
    planproof_lane_handle handle = lane_of_chunks(2);
    CHECK(write_numbered(handle, 0, 3) == 3);
    CHECK(planproof_lane_seal(handle));
    CHECK(current_chunk(handle) == NULL);
    CHECK(planproof_lane_count(handle).held == 3);
    CHECK(holds_numbered(planproof_lane_take(handle), 0, 3));
    CHECK(planproof_lane_write(handle, numbered_event(3)));
    CHECK(current_chunk(handle)->header.first_sequence == 3);
    CHECK(balanced(handle));
}

static void test_planproof_lane_seal__nothing_held__then_false(void)
{
    planproof_lane_handle handle = lane_of_chunks(2);
    CHECK(!planproof_lane_seal(handle));
    CHECK(write_numbered(handle, 0, 1) == 1);
    CHECK(planproof_lane_seal(handle));
    CHECK(!planproof_lane_seal(handle));
    CHECK(holds_numbered(planproof_lane_take(handle), 0, 1));
    CHECK(planproof_lane_take(handle) == NULL);
}

static void test_planproof_lane_take__two_submitted__then_in_order(void)
{
    planproof_lane_handle handle = lane_of_chunks(4);
    CHECK(write_numbered(handle, 0, 5) == 5 && planproof_lane_seal(handle));
    CHECK(write_numbered(handle, 5, 2) == 2 && planproof_lane_seal(handle));
    CHECK(holds_numbered(planproof_lane_take(handle), 0, 5));
    CHECK(holds_numbered(planproof_lane_take(handle), 5, 2));
    CHECK(planproof_lane_take(handle) == NULL);
    /* A number that can't be a chunk's was written by nobody who keeps to the rules. */
    CHECK(planproof_ring_push(&handle.lane->submit, 4));
    CHECK(planproof_lane_take(handle) == NULL);
    CHECK(planproof_lane_count(handle).taken == 7);
}

static void test_planproof_lane_give_back__foreign_chunk__then_refused(void)
{
    static planproof_chunk foreign;
    planproof_lane_handle handle = lane_of_chunks(2);
    planproof_chunk *taken;

    CHECK(write_numbered(handle, 0, 1) == 1 && planproof_lane_seal(handle));
    CHECK(!planproof_lane_give_back(handle, &handle.chunks[0])); /* submitted, not taken */
    CHECK(!planproof_lane_give_back(handle, &handle.chunks[1])); /* free */
    taken = planproof_lane_take(handle);
    CHECK(taken != NULL);
    foreign = *taken;
    CHECK(!planproof_lane_give_back(handle, &foreign));
    CHECK(!planproof_lane_give_back(handle, NULL));
    CHECK(!planproof_lane_give_back(handle, (planproof_chunk *)(void *)((char *)taken + 8)));
    CHECK(!planproof_lane_give_back(handle, handle.chunks + 2));
    CHECK(planproof_lane_give_back(handle, taken));
    CHECK(!planproof_lane_give_back(handle, taken));
    CHECK(write_numbered(handle, 0, 3 * PLANPROOF_CHUNK_EVENTS) == 2 * PLANPROOF_CHUNK_EVENTS);
    CHECK(balanced(handle));
}

static void test_planproof_lane_count__written_taken_dropped__then_balance(void)
{
    planproof_lane_handle handle = lane_of_chunks(2);
    planproof_lane_balance balance;
    planproof_chunk *taken;

    CHECK(write_numbered(handle, 0, 10) == 10);
    balance = planproof_lane_count(handle);
    CHECK(balance.emitted == 10 && balance.held == 10 && balance.taken == 0 && dropped_in_all(balance) == 0);
    CHECK(planproof_lane_seal(handle));
    balance = planproof_lane_count(handle);
    CHECK(balance.emitted == 10 && balance.held == 10 && balance.taken == 0);
    CHECK(write_numbered(handle, 10, PLANPROOF_CHUNK_EVENTS + 4) == PLANPROOF_CHUNK_EVENTS);
    balance = planproof_lane_count(handle);
    CHECK(balance.emitted == PLANPROOF_CHUNK_EVENTS + 14 && balance.held == PLANPROOF_CHUNK_EVENTS + 10);
    CHECK(dropped_in_all(balance) == 4);
    taken = planproof_lane_take(handle);
    balance = planproof_lane_count(handle);
    CHECK(taken != NULL && balance.taken == 10 && balance.held == PLANPROOF_CHUNK_EVENTS && balanced(handle));
    CHECK(planproof_lane_give_back(handle, taken));
    CHECK(drain_lane(handle) == PLANPROOF_CHUNK_EVENTS);
    balance = planproof_lane_count(handle);
    CHECK(balance.taken == PLANPROOF_CHUNK_EVENTS + 10 && balance.held == 0 && balanced(handle));
}

const tap_test lane_tests[] = {
    TAP(test_planproof_lane_init__one_chunk__then_refused),
    TAP(test_planproof_lane_destroy__chunks_waiting__then_nothing_to_take),
    TAP(test_planproof_lane_write__first_event__then_sequence_and_cursor_are_one),
    TAP(test_planproof_lane_write__chunk_full__then_submitted),
    TAP(test_planproof_lane_write__no_free_chunk__then_dropped_and_counted),
    TAP(test_planproof_lane_write__chunk_back_after_drops__then_header_says_how_many),
    TAP(test_planproof_lane_write__calls_open__then_next_chunk_starts_with_them),
    TAP(test_planproof_lane_write__from_inside_itself__then_reentrant_drop),
    TAP(test_planproof_lane_write__left_by_longjmp__then_nothing_lost_or_twice),
    TAP(test_planproof_lane_seal__events_held__then_chunk_submitted),
    TAP(test_planproof_lane_seal__nothing_held__then_false),
    TAP(test_planproof_lane_take__two_submitted__then_in_order),
    TAP(test_planproof_lane_give_back__foreign_chunk__then_refused),
    TAP(test_planproof_lane_count__written_taken_dropped__then_balance),
    TAP_END,
};
