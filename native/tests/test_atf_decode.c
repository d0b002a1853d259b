/* Tests of event files as columns. */
#include "files.h"
#include "planproof/atf_decode.h"
#include "planproof/clock.h"
#include "sessions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 4 * PLANPROOF_CHUNK_EVENTS };

static uint64_t sequence[ROOM], ticks[ROOM], function[ROOM], instance[ROOM], task[ROOM];
static uint32_t slot[ROOM], generation[ROOM];
static uint8_t kind[ROOM], escape[ROOM];

static const planproof_atf_columns columns = {ROOM, sequence, ticks,      function, instance,
                                              task, slot,     generation, kind,     escape};

/* A file of one chunk of slot 3 whose events count from 1000 ticks on. */
static void write_chunk(planproof_atf_writer *writer, planproof_clock_mode mode, uint64_t first_sequence,
                        const uint64_t *events, uint32_t count)
{
    planproof_chunk *chunk = sealed_chunk(0, 1);
    planproof_chunk_begin(chunk, 3, 5, first_sequence);
    chunk->header.clock_mode = (uint8_t)mode;
    chunk->header.first_ticks = 1000;
    memcpy(chunk->events, events, count * sizeof *events);
    planproof_chunk_seal(chunk, count);
    CHECK(planproof_atf_writer_append(writer, chunk));
}

static uint64_t decode_file(void)
{
    planproof_atf_decoder *decoder = planproof_atf_decoder_init(file_path());
    CHECK(decoder != NULL);
    uint64_t most = planproof_atf_decoder_most(decoder);
    uint64_t rows = planproof_atf_decoder_next(decoder, &columns);
    CHECK(rows <= most);
    CHECK(planproof_atf_decoder_next(decoder, &columns) == 0);
    CHECK(planproof_atf_decoder_lost(decoder) == 0);
    planproof_atf_decoder_destroy(decoder);
    return rows;
}

static void test_planproof_atf_decoder_init__no_event_file__then_null_and_einval(void)
{
    CHECK(planproof_atf_decoder_init(fresh_file()) == NULL && errno == ENOENT);
    write_file("a text", 6);
    CHECK(planproof_atf_decoder_init(file_path()) == NULL && errno == EINVAL);
    planproof_atf_decoder_destroy(NULL);
}

static void test_planproof_atf_decoder_next__exact_chunk__then_ticks_added_up(void)
{
    const uint64_t events[] = {
        planproof_event_pack(PLANPROOF_EVENT_CALL, 7, 0), planproof_event_pack(PLANPROOF_EVENT_CALL, 8, 50),
        (uint64_t)PLANPROOF_EVENT_TIME << 61 | UINT64_C(1) << 40, planproof_event_pack(PLANPROOF_EVENT_RETURN, 8, 5)};
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, best_encoding());
    CHECK(writer != NULL);
    write_chunk(writer, PLANPROOF_CLOCK_EXACT, 100, events, 4);
    planproof_atf_writer_destroy(writer);
    CHECK(decode_file() == 3);
    CHECK(ticks[0] == 1000 && ticks[1] == 1050 && ticks[2] == 1055 + (UINT64_C(1) << 40));
    CHECK(sequence[0] == 100 && sequence[1] == 101 && sequence[2] == 103);
    CHECK(kind[1] == PLANPROOF_EVENT_CALL && kind[2] == PLANPROOF_EVENT_RETURN && function[2] == 8);
    CHECK(slot[2] == 3 && generation[2] == 5 && task[2] == 0 && instance[2] == 0);
}

static void test_planproof_atf_decoder_next__adaptive_chunk__then_payloads_are_no_time(void)
{
    const uint64_t events[] = {planproof_event_pack(PLANPROOF_EVENT_CALL, 7, 99),
                               (uint64_t)PLANPROOF_EVENT_TIME << 61 | 400,
                               planproof_event_pack(PLANPROOF_EVENT_RETURN, 7, 99)};
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    CHECK(writer != NULL);
    write_chunk(writer, PLANPROOF_CLOCK_ADAPTIVE, 0, events, 3);
    planproof_atf_writer_destroy(writer);
    CHECK(decode_file() == 2 && ticks[0] == 1000 && ticks[1] == 1400);
}

static void test_planproof_atf_decoder_next__escapes__then_columns_of_what_follows(void)
{
    const uint64_t first[] = {
        planproof_escape_pack(PLANPROOF_ESCAPE_TASK, 2),    planproof_escape_pack(PLANPROOF_ESCAPE_INSTANCE, 11),
        planproof_event_pack(PLANPROOF_EVENT_RESUME, 7, 0), planproof_event_pack(PLANPROOF_EVENT_CALL, 8, 0),
        planproof_escape_pack(PLANPROOF_ESCAPE_MARK, 99),   planproof_escape_pack(PLANPROOF_ESCAPE_INSTANCE, 12)};
    const uint64_t second[] = {planproof_escape_pack(PLANPROOF_ESCAPE_EXCEPTION, 4),
                               planproof_event_pack(PLANPROOF_EVENT_UNWIND, 7, 0)};
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    CHECK(writer != NULL);
    write_chunk(writer, PLANPROOF_CLOCK_EXACT, 0, first, 6);
    write_chunk(writer, PLANPROOF_CLOCK_EXACT, 6, second, 2); /* goes on where the first ended */
    write_chunk(writer, PLANPROOF_CLOCK_EXACT, 0, first, 6);
    write_chunk(writer, PLANPROOF_CLOCK_EXACT, 10, second, 2); /* behind a gap */
    planproof_atf_writer_destroy(writer);
    CHECK(decode_file() == 10);
    CHECK(instance[0] == 11 && instance[1] == 0 && task[0] == 2 && task[1] == 2);
    CHECK(kind[2] == PLANPROOF_EVENT_ESCAPE && escape[2] == PLANPROOF_ESCAPE_MARK && function[2] == 99);
    CHECK(escape[3] == PLANPROOF_ESCAPE_EXCEPTION && instance[3] == 0 && function[3] == 4);
    CHECK(kind[4] == PLANPROOF_EVENT_UNWIND && instance[4] == 12 && task[4] == 2);
    CHECK(kind[9] == PLANPROOF_EVENT_UNWIND && instance[9] == 0 && task[9] == 2);
}

static void test_planproof_atf_decoder_next__little_room__then_goes_on_where_it_stood(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    planproof_atf_columns small = columns;
    uint64_t calls[100], rows, sum = 0;
    CHECK(writer != NULL);
    for (uint32_t place = 0; place < 100; place++)
        calls[place] = planproof_event_pack(PLANPROOF_EVENT_CALL, 1 + place, 0);
    for (uint64_t number = 0; number < 300; number++)
        write_chunk(writer, PLANPROOF_CLOCK_EXACT, 100 * number, calls, 100);
    planproof_atf_writer_destroy(writer);
    planproof_atf_decoder *decoder = planproof_atf_decoder_init(file_path());
    CHECK(decoder != NULL && planproof_atf_decoder_most(decoder) >= 30000);
    small.room = PLANPROOF_CHUNK_EVENTS - 1;
    CHECK(planproof_atf_decoder_next(decoder, &small) == 0);
    small.room = PLANPROOF_CHUNK_EVENTS + 100;
    while ((rows = planproof_atf_decoder_next(decoder, &small)) > 0) {
        CHECK(rows <= small.room && sequence[0] == sum && function[rows - 1] == 100);
        sum += rows;
    }
    CHECK(sum == 30000 && planproof_atf_decoder_most(decoder) == 0);
    planproof_atf_decoder_destroy(decoder);
}

static void test_planproof_atf_decoder_next__1000_slots__then_each_has_its_own_task(void)
{
    planproof_atf_writer *writer = planproof_atf_writer_init(fresh_file(), 1, PLANPROOF_ATF_RAW);
    CHECK(writer != NULL);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t number = 0; number < 1000; number++) {
            planproof_chunk *chunk = sealed_chunk(0, 1);
            planproof_chunk_begin(chunk, number * 7919, 1, round);
            chunk->events[0] = round ? planproof_event_pack(PLANPROOF_EVENT_CALL, 1, 0)
                                     : planproof_escape_pack(PLANPROOF_ESCAPE_TASK, number);
            planproof_chunk_seal(chunk, 1);
            CHECK(planproof_atf_writer_append(writer, chunk));
        }
    }
    planproof_atf_writer_destroy(writer);
    CHECK(decode_file() == 1000);
    for (uint32_t number = 0; number < 1000; number++)
        CHECK(slot[number] == number * 7919 && task[number] == number);
}

static void test_planproof_atf_decoder_lost__torn_file__then_rest_counted(void)
{
    uint64_t size_bytes = make_file(PLANPROOF_ATF_RAW, 2);
    CHECK(truncate(file_path(), (off_t)size_bytes - 1) == 0);
    planproof_atf_decoder *decoder = planproof_atf_decoder_init(file_path());
    CHECK(decoder != NULL);
    CHECK(planproof_atf_decoder_next(decoder, &columns) == 0); /* numbered events are time events */
    CHECK(planproof_atf_decoder_lost(decoder) > 0);
    planproof_atf_decoder_destroy(decoder);
}

const tap_test atf_decode_tests[] = {
    TAP(test_planproof_atf_decoder_init__no_event_file__then_null_and_einval),
    TAP(test_planproof_atf_decoder_next__exact_chunk__then_ticks_added_up),
    TAP(test_planproof_atf_decoder_next__adaptive_chunk__then_payloads_are_no_time),
    TAP(test_planproof_atf_decoder_next__escapes__then_columns_of_what_follows),
    TAP(test_planproof_atf_decoder_next__little_room__then_goes_on_where_it_stood),
    TAP(test_planproof_atf_decoder_next__1000_slots__then_each_has_its_own_task),
    TAP(test_planproof_atf_decoder_lost__torn_file__then_rest_counted),
    TAP_END,
};
