/* The long way of an event: its stamp where the clock is read or has ticked, the next chunk, the drop, the guard left behind. */
#include "planproof/hook.h"

#include "counter.h"
#include "lane_write.h"
#include "left_behind.h"
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { READY = PLANPROOF_EXACT_LINE + 2, WAIT_STEP_US = 50 };

/* How old its last beat may be for a controller that is no process any more, and for one that is (a slow disk holds its drain up). */
static const int64_t GONE_AFTER_NS = INT64_C(1000000000), STUCK_AFTER_NS = INT64_C(10000000000);

#define TIME_EVENT ((uint64_t)PLANPROOF_EVENT_TIME << 61)
#define LOW_61_BITS (UINT64_MAX >> 3)

static uint64_t line_now(void)
{
    return atomic_load_explicit(planproof_tick_line, memory_order_relaxed);
}

/* ---- the guard ---- */

static void enter(planproof_writer *own, uint64_t frame)
{
    own->seen = frame;
    atomic_signal_fence(memory_order_seq_cst);
}

/* Writes down what of the tick line was seen: the tick that events are stamped with; where the clock is read for every event
 * nothing that the line ever is. */
static void leave(planproof_writer *own)
{
    static const uint64_t seen_by_mode[] = {PLANPROOF_NO_CLOCK_LINE, READY, 0, READY};
    uint32_t mode = planproof_this_process.clock.mode;
    uint64_t seen = mode == PLANPROOF_CLOCK_ADAPTIVE ? own->ticks : seen_by_mode[mode];
    atomic_signal_fence(memory_order_seq_cst);
    own->seen = seen;
}

/* Goes on where a write that was left behind stood: what it published is kept. */
static void repair(planproof_writer *own, uint64_t frame)
{
    planproof_lane_handle handle = own->lanes[PLANPROOF_LANE_INDEX];
    int32_t number;
    if (atomic_load_explicit(&handle.lane->guard, memory_order_relaxed) != 0)
        planproof_lane_take_over(handle.lane, handle.chunks, frame);
    planproof_lane_settle(handle.lane, handle.chunks);
    planproof_lane_leave(handle.lane);
    number = atomic_load_explicit(&handle.lane->chunk, memory_order_relaxed);
    own->position = own->end = NULL;
    if (number != PLANPROOF_NO_CHUNK) {
        planproof_event_word *events = (planproof_event_word *)handle.chunks[number].events;
        own->position = events + atomic_load_explicit(&handle.lane->cursor, memory_order_relaxed);
        own->end = events + PLANPROOF_CHUNK_EVENTS;
    }
}

/* The thread's writer with its guard set; NULL when the event is dropped: no slot, or a write goes on further up the stack. */
static planproof_writer *begin(uint64_t frame)
{
    planproof_writer *own = planproof_thread_writer();
    uint64_t seen = own ? own->seen : 0;
    if (own == NULL)
        return NULL;
    if (seen % 2 == 0 && seen != 0) {
        if (!planproof_left_behind(seen, frame)) {
            planproof_lane *lane = own->lanes[PLANPROOF_LANE_INDEX].lane;
            /* Added in one go: a second handler may interrupt the first. */
            atomic_fetch_add_explicit(&lane->dropped[PLANPROOF_DROP_REENTRANT], 1, memory_order_relaxed);
            return NULL;
        }
        enter(own, frame);
        repair(own, frame);
    }
    enter(own, frame);
    return own;
}

/* ---- the chunk ---- */

static uint64_t monotonic_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Whether waiting for a free chunk makes sense still. A controller that was found gone is asked again once its heart has beaten. */
static bool controller_alive(planproof_writer *own)
{
    const planproof_control *control = planproof_this_process.control;
    uint64_t beat_ns = atomic_load_explicit(&control->heartbeat_ns, memory_order_relaxed);
    if (own->controller_gone_at_ns != 0 && own->controller_gone_at_ns == beat_ns)
        return false;
    int64_t age_ns = (int64_t)(monotonic_ns() - beat_ns);
    bool alive = age_ns < GONE_AFTER_NS;
    if (!alive && age_ns < STUCK_AFTER_NS)
        alive = kill((pid_t)control->pid, 0) == 0 || errno == EPERM;
    if (!alive) {
        usleep(WAIT_STEP_US); /* it may have been this thread that stood still between the two readings */
        alive = atomic_load_explicit(&control->heartbeat_ns, memory_order_relaxed) != beat_ns;
    }
    own->controller_gone_at_ns = alive ? 0 : beat_ns;
    return alive && atomic_load_explicit(&control->state, memory_order_relaxed) != PLANPROOF_SESSION_CLOSING;
}

/* Begins the next free chunk, after waiting for one if the session waits; what the event is dropped for when there is none. */
static bool open_chunk(planproof_writer *own, planproof_drop_reason *reason)
{
    planproof_lane_handle handle = own->lanes[PLANPROOF_LANE_INDEX];
    bool waits = planproof_this_process.on_full == PLANPROOF_ON_FULL_WAIT;
    int error = errno; /* the hooked program's own */
    bool alive = true;
    bool open = planproof_lane_open_next(handle.lane, handle.chunks);
    while (!open && waits && (alive = controller_alive(own))) {
        usleep(WAIT_STEP_US);
        open = planproof_lane_open_next(handle.lane, handle.chunks);
    }
    *reason = alive ? PLANPROOF_DROP_POOL_EMPTY : PLANPROOF_DROP_CONTROLLER_GONE;
    errno = error;
    return open;
}

static void stamp_header(planproof_chunk_header *header, uint64_t ticks)
{
    const planproof_clock *clock = &planproof_this_process.clock;
    header->clock_mode = (uint8_t)clock->mode;
    header->first_ticks = ticks;
    header->anchor_ticks = clock->start.ticks;
    header->anchor_monotonic_ns = clock->start.monotonic_ns;
    header->clock_error_ns = clock->error_ns;
}

/* While a chunk changes hands the lane is guarded too: then whoever finds the thread gone knows that steps of it may be missing. */
static void guard_lane(planproof_writer *own)
{
    atomic_store_explicit(&own->lanes[PLANPROOF_LANE_INDEX].lane->guard, own->seen, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst);
}

/* Hands over the current chunk; false when it holds nothing, or there is none. The cursor is brought near first: what is published is
 * looked for from there on. */
static bool hand_in(planproof_writer *own)
{
    planproof_lane_handle handle = own->lanes[PLANPROOF_LANE_INDEX];
    if (own->position)
        atomic_store_explicit(&handle.lane->cursor, PLANPROOF_CHUNK_EVENTS - (uint32_t)(own->end - own->position),
                              memory_order_release);
    own->position = own->end = NULL;
    return planproof_lane_submit(handle.lane, handle.chunks);
}

/* Hands over the full chunk and begins the next, whose events count from these ticks; false, with a reason, when there is none. */
static bool next_chunk(planproof_writer *own, uint64_t ticks, planproof_drop_reason *reason)
{
    planproof_lane_handle handle = own->lanes[PLANPROOF_LANE_INDEX];
    guard_lane(own);
    handle.lane->hooked = 1;
    hand_in(own);
    bool opened = open_chunk(own, reason);
    if (opened) {
        planproof_chunk *chunk = &handle.chunks[atomic_load_explicit(&handle.lane->chunk, memory_order_relaxed)];
        stamp_header(&chunk->header, ticks);
        own->ticks = ticks;
        own->position = (planproof_event_word *)chunk->events;
        own->end = own->position + PLANPROOF_CHUNK_EVENTS;
    }
    planproof_lane_leave(handle.lane);
    return opened;
}

/* Keeps count of an event that has no chunk, and of the calls that begin and end in such a gap. */
static bool drop(planproof_writer *own, uint64_t event, planproof_drop_reason reason)
{
    planproof_lane_handle handle = own->lanes[PLANPROOF_LANE_INDEX];
    if (own->position) {
        guard_lane(own);
        hand_in(own); /* a chunk never spans a gap */
        planproof_lane_leave(handle.lane);
    }
    handle.lane->hooked = 1;
    planproof_lane_follow_gap(handle.lane, event);
    planproof_lane_count_drop(handle.lane, reason);
    return false;
}

/* ---- the event ---- */

static void place(planproof_writer *own, uint64_t event)
{
    atomic_store_explicit(own->position, event, memory_order_release);
    own->position++;
}

static bool closing(void)
{
    const planproof_control *control = planproof_this_process.control;
    return control && atomic_load_explicit(&control->state, memory_order_relaxed) == PLANPROOF_SESSION_CLOSING;
}

/* Places an event of these ticks; behind a time event when more have passed since the last than its payload may say. */
static bool put(planproof_writer *own, uint64_t event, uint64_t ticks, uint64_t payload_most)
{
    planproof_drop_reason reason;
    uint64_t passed = (int64_t)(ticks - own->ticks) > 0 ? ticks - own->ticks : 0;
    if (closing())
        return drop(own, event, PLANPROOF_DROP_EXPIRED);
    if (own->end - own->position <= (passed > payload_most)) {
        if (!next_chunk(own, ticks, &reason))
            return drop(own, event, reason);
        passed = 0;
    }
    if (passed > payload_most)
        place(own, TIME_EVENT | (passed & LOW_61_BITS));
    place(own, passed > payload_most ? event : event | passed);
    own->ticks += passed;
    return true;
}

/* Escapes and time events say what they say; others are stamped as the clock's mode asks. */
static bool put_stamped(planproof_writer *own, uint64_t event)
{
    uint32_t mode = planproof_this_process.clock.mode;
    bool timeless = event >> 61 >= PLANPROOF_EVENT_ESCAPE;
    if (mode == PLANPROOF_CLOCK_AUTO || (timeless && own->position != own->end))
        return put(own, event, own->ticks, 0);
    if (mode == PLANPROOF_CLOCK_ADAPTIVE)
        return put(own, event, line_now(), 0);
    return put(own, timeless ? event : event & ~(uint64_t)UINT32_MAX, planproof_clock_read(mode), UINT32_MAX);
}

/* The exact clock's way where nothing else is the matter: no call but the clock's. */
static bool put_exactly(planproof_writer *own, uint64_t event)
{
    uint64_t ticks = planproof_counter();
    uint64_t passed = ticks - own->ticks;
    if (own->position == own->end || passed > UINT32_MAX || event >> 61 >= PLANPROOF_EVENT_ESCAPE)
        return put_stamped(own, event);
    place(own, (event & ~(uint64_t)UINT32_MAX) | passed);
    own->ticks = ticks;
    return true;
}

bool planproof_hook_slow(planproof_writer *own, uint64_t event, uint64_t frame)
{
    bool kept;
    if (own->seen == READY && line_now() == PLANPROOF_EXACT_LINE) {
        enter(own, frame);
        kept = put_exactly(own, event);
        atomic_signal_fence(memory_order_seq_cst);
        own->seen = READY;
        return kept;
    }
    own = begin(frame);
    if (own == NULL)
        return false;
    kept = put_stamped(own, event);
    leave(own);
    return kept;
}

bool planproof_hook_full(planproof_writer *own, uint64_t event)
{
    bool kept = put_stamped(own, event);
    leave(own);
    return kept;
}

bool planproof_hook_escape(planproof_escape escape, uint64_t value)
{
    return planproof_hook_write(planproof_escape_pack(escape, value));
}

bool planproof_hook_flush(void)
{
    uint64_t frame = (uint64_t)__builtin_dwarf_cfa();
    planproof_writer *own = planproof_own->epoch ? begin(frame) : NULL;
    if (own == NULL)
        return false;
    guard_lane(own);
    bool held = hand_in(own);
    planproof_lane_leave(own->lanes[PLANPROOF_LANE_INDEX].lane);
    leave(own);
    return held;
}
