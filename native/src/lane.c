/* Lanes: how chunks change sides, and the balance. The fast path is in lane_write.h. */
#include "lane_write.h"

#include <stddef.h>
#include <string.h>

_Static_assert(offsetof(planproof_lane, drained) == 128, "what the drain writes has a line of its own");
_Static_assert(offsetof(planproof_lane, submit) == 192, "rings begin lines");
_Static_assert(offsetof(planproof_lane, open_calls) == 960, "open calls lie behind the rings");

bool planproof_lane_init(planproof_lane_handle handle, uint32_t slot, uint32_t chunk_count)
{
    planproof_lane *lane = handle.lane;
    if (chunk_count < 2 || chunk_count > PLANPROOF_RING_ENTRIES)
        return false;
    memset((void *)lane, 0, sizeof *lane);
    atomic_store_explicit(&lane->chunk, PLANPROOF_NO_CHUNK, memory_order_relaxed);
    atomic_store_explicit(&lane->cursor, PLANPROOF_CHUNK_EVENTS, memory_order_relaxed);
    lane->slot = slot;
    lane->chunk_count = chunk_count;
    planproof_ring_init(&lane->submit);
    planproof_ring_init(&lane->free_chunks);
    lane->submit.entries[PLANPROOF_RING_ENTRIES - 1] = UINT32_MAX; /* before the first submit there was none */
    for (uint32_t number = 0; number < chunk_count; number++) {
        handle.chunks[number].header.magic = 0; /* free: no chunk to whoever looks through memory */
        planproof_ring_push(&lane->free_chunks, number);
    }
    return true;
}

void planproof_lane_destroy(planproof_lane_handle handle)
{
    planproof_ring_destroy(&handle.lane->submit);
    planproof_ring_destroy(&handle.lane->free_chunks);
    atomic_store_explicit(&handle.lane->chunk, PLANPROOF_NO_CHUNK, memory_order_release);
    atomic_store_explicit(&handle.lane->cursor, PLANPROOF_CHUNK_EVENTS, memory_order_release);
}

void planproof_lane_count_drop(planproof_lane *lane, planproof_drop_reason reason)
{
    uint64_t dropped = atomic_load_explicit(&lane->dropped[reason], memory_order_relaxed);
    atomic_store_explicit(&lane->dropped[reason], dropped + 1, memory_order_relaxed);
}

uint32_t planproof_lane_published(planproof_lane_handle handle)
{
    const planproof_lane *lane = handle.lane;
    uint32_t number = (uint32_t)atomic_load_explicit(&lane->chunk, memory_order_acquire);
    uint32_t cursor = atomic_load_explicit(&lane->cursor, memory_order_acquire);
    if (number >= lane->chunk_count || cursor > PLANPROOF_CHUNK_EVENTS)
        return 0;
    while (lane->hooked && cursor < PLANPROOF_CHUNK_EVENTS && handle.chunks[number].events[cursor] != 0)
        cursor++;
    return cursor;
}

/* Drops that took a sequence number. */
static uint64_t numbered_drops(const planproof_lane *lane)
{
    uint64_t sum = 0;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++) {
        if (reason != PLANPROOF_DROP_REENTRANT)
            sum += atomic_load_explicit(&lane->dropped[reason], memory_order_relaxed);
    }
    return sum;
}

/* The number of the next event. In a hooked lane's gap it is worked out: a drop that longjmp or a kill leaves half done would else be
 * counted here or there alone. */
static uint64_t next_sequence(const planproof_lane *lane)
{
    bool gap = lane->hooked && atomic_load_explicit(&lane->chunk, memory_order_acquire) == PLANPROOF_NO_CHUNK;
    return gap ? lane->kept + numbered_drops(lane) : atomic_load_explicit(&lane->sequence, memory_order_acquire);
}

void planproof_lane_settle(planproof_lane *lane, planproof_chunk *chunks)
{
    int32_t number = atomic_load_explicit(&lane->chunk, memory_order_relaxed);
    if (!lane->hooked || number == PLANPROOF_NO_CHUNK)
        return;
    uint32_t published = planproof_lane_published((planproof_lane_handle){lane, chunks});
    uint64_t sequence = chunks[number].header.first_sequence + published;
    atomic_store_explicit(&lane->cursor, published, memory_order_release);
    atomic_store_explicit(&lane->sequence, sequence, memory_order_release);
    lane->kept = sequence - numbered_drops(lane);
}

/* The chunk is in the submit ring before the lane lets go of it: whoever finds the lane after a kill finds it at least once, and
 * tells by its first sequence number whether it was taken. A hooked lane's chunk is sealed by the drain, which knows its stack of
 * open calls. */
static void submit_current(planproof_lane *lane, planproof_chunk *chunks, int32_t number)
{
    uint32_t cursor = atomic_load_explicit(&lane->cursor, memory_order_relaxed);
    if (lane->hooked)
        chunks[number].header.event_count = cursor;
    else
        planproof_chunk_seal(&chunks[number], cursor);
    planproof_ring_push(&lane->submit, (uint32_t)number); /* has an entry for every chunk, so never refuses */
    atomic_store_explicit(&lane->chunk, PLANPROOF_NO_CHUNK, memory_order_release);
    atomic_store_explicit(&lane->cursor, PLANPROOF_CHUNK_EVENTS, memory_order_release);
}

static void tell_drops(planproof_lane *lane, planproof_chunk_header *header)
{
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++) {
        uint32_t dropped = (uint32_t)atomic_load_explicit(&lane->dropped[reason], memory_order_relaxed);
        header->dropped[reason] = dropped - lane->dropped_told[reason];
        lane->dropped_told[reason] = dropped;
    }
}

static void begin_chunk(planproof_lane *lane, planproof_chunk *chunk)
{
    uint32_t kept = lane->open_call_count < PLANPROOF_OPEN_CALLS ? lane->open_call_count : PLANPROOF_OPEN_CALLS;
    uint64_t sequence = atomic_load_explicit(&lane->sequence, memory_order_relaxed);
    planproof_chunk_begin(chunk, lane->slot, lane->generation, sequence);
    chunk->header.lane = (uint8_t)lane->kind;
    chunk->header.pid = lane->pid;
    chunk->header.closed_calls = lane->closed_calls;
    chunk->header.open_call_count = lane->open_call_count;
    memcpy(chunk->header.open_calls, lane->open_calls, kept * sizeof lane->open_calls[0]);
    tell_drops(lane, &chunk->header);
    if (lane->hooked)
        lane->open_call_count = lane->closed_calls = 0; /* the gap, if there was one, ends here */
}

static uint32_t first_entry(const planproof_ring *ring)
{
    return ring->entries[atomic_load_explicit(&ring->head, memory_order_relaxed) % PLANPROOF_RING_ENTRIES];
}

static uint32_t last_entry(const planproof_ring *ring)
{
    return ring->entries[(atomic_load_explicit(&ring->tail, memory_order_relaxed) - 1) % PLANPROOF_RING_ENTRIES];
}

/* The chunk is the lane's own before it leaves the free ring, so that none is lost on the way. */
bool planproof_lane_open_next(planproof_lane *lane, planproof_chunk *chunks)
{
    uint32_t number;
    if (planproof_ring_count(&lane->free_chunks) == 0)
        return false;
    atomic_store_explicit(&lane->sequence, next_sequence(lane), memory_order_release);
    number = first_entry(&lane->free_chunks);
    if (number < lane->chunk_count) {
        begin_chunk(lane, &chunks[number]);
        atomic_store_explicit(&lane->cursor, 0, memory_order_release);
        atomic_store_explicit(&lane->chunk, (int32_t)number, memory_order_release);
    }
    return planproof_ring_pop(&lane->free_chunks, &number) && number < lane->chunk_count;
}

/* Takes a current chunk back to where a write of it may go on, whatever step of handing it over it was left at. */
static void finish_current(planproof_lane *lane, planproof_chunk *chunks, uint32_t number)
{
    planproof_chunk_header *header = &chunks[number].header;
    uint32_t cursor = atomic_load_explicit(&lane->cursor, memory_order_relaxed);
    if (planproof_ring_count(&lane->free_chunks) > 0 && first_entry(&lane->free_chunks) == number)
        planproof_ring_pop(&lane->free_chunks, &number);
    /* A free ring first in, first out never gives the chunk that was submitted last: if it is this one, it was submitted now. */
    if (header->event_count != 0 && last_entry(&lane->submit) == number) {
        atomic_store_explicit(&lane->chunk, PLANPROOF_NO_CHUNK, memory_order_release);
        return;
    }
    header->event_count = 0;
    header->crc32c = 0;
    atomic_store_explicit(&lane->sequence, header->first_sequence + cursor, memory_order_release);
}

bool planproof_lane_take_over(planproof_lane *lane, planproof_chunk *chunks, uint64_t frame)
{
    int32_t number = atomic_load_explicit(&lane->chunk, memory_order_relaxed);
    if (atomic_load_explicit(&lane->guard, memory_order_relaxed) > frame) {
        /* Added in one go: a second handler may interrupt the first. */
        atomic_fetch_add_explicit(&lane->dropped[PLANPROOF_DROP_REENTRANT], 1, memory_order_relaxed);
        return false;
    }
    atomic_store_explicit(&lane->guard, frame, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst);
    planproof_lane_settle(lane, chunks); /* a hooked lane's cursor lags */
    if (number != PLANPROOF_NO_CHUNK)
        finish_current(lane, chunks, (uint32_t)number);
    if (atomic_load_explicit(&lane->chunk, memory_order_relaxed) == PLANPROOF_NO_CHUNK)
        atomic_store_explicit(&lane->cursor, PLANPROOF_CHUNK_EVENTS, memory_order_release);
    return true;
}

bool planproof_lane_write_next(planproof_lane *lane, planproof_chunk *chunks, uint64_t event)
{
    int32_t number = atomic_load_explicit(&lane->chunk, memory_order_relaxed);
    if (number != PLANPROOF_NO_CHUNK)
        submit_current(lane, chunks, number);
    if (planproof_lane_open_next(lane, chunks)) {
        planproof_lane_place(lane, chunks, 0, event);
        return true;
    }
    planproof_lane_follow(lane, event);
    planproof_lane_count_drop(lane, PLANPROOF_DROP_POOL_EMPTY);
    planproof_lane_take_sequence(lane);
    return false;
}

bool planproof_lane_submit(planproof_lane *lane, planproof_chunk *chunks)
{
    int32_t number = atomic_load_explicit(&lane->chunk, memory_order_relaxed);
    planproof_lane_settle(lane, chunks);
    if (number == PLANPROOF_NO_CHUNK || atomic_load_explicit(&lane->cursor, memory_order_relaxed) == 0)
        return false;
    submit_current(lane, chunks, number);
    return true;
}

bool planproof_lane_write(planproof_lane_handle handle, uint64_t event)
{
    return planproof_lane_put(handle.lane, handle.chunks, event);
}

bool planproof_lane_seal(planproof_lane_handle handle)
{
    bool sealed = false;
    if (planproof_lane_enter(handle.lane, handle.chunks, (uint64_t)__builtin_frame_address(0))) {
        sealed = planproof_lane_submit(handle.lane, handle.chunks);
        atomic_store_explicit(&handle.lane->sequence, next_sequence(handle.lane), memory_order_release);
        planproof_lane_leave(handle.lane);
    }
    return sealed;
}

void planproof_lane_hand_over(planproof_lane_handle handle, uint32_t pid, uint32_t generation)
{
    planproof_lane *lane = handle.lane;
    uint32_t number = (uint32_t)atomic_load_explicit(&lane->chunk, memory_order_relaxed);
    lane->pid = pid;
    lane->generation = generation;
    lane->open_call_count = lane->closed_calls = 0;
    atomic_store_explicit(&lane->sequence, next_sequence(lane), memory_order_release);
    lane->kept = atomic_load_explicit(&lane->sequence, memory_order_relaxed) - numbered_drops(lane);
    lane->hooked = 0;
    if (number < lane->chunk_count) /* begun by the thread before, which wrote nothing into it */
        begin_chunk(lane, &handle.chunks[number]);
}

static uint64_t emitted_so_far(const planproof_lane *lane)
{
    return next_sequence(lane) + atomic_load_explicit(&lane->dropped[PLANPROOF_DROP_REENTRANT], memory_order_relaxed);
}

planproof_account planproof_lane_untold(planproof_lane_handle handle)
{
    const planproof_lane *lane = handle.lane;
    planproof_account account = {.pid = lane->pid, .generation = lane->generation, .threads = lane->threads_untold};
    account.emitted = emitted_so_far(lane) - lane->emitted_told;
    if (lane->hooked && planproof_lane_published(handle) > 0) {
        const planproof_chunk *chunk = &handle.chunks[atomic_load_explicit(&lane->chunk, memory_order_relaxed)];
        account.emitted += chunk->header.first_sequence + planproof_lane_published(handle) -
                           atomic_load_explicit(&lane->sequence, memory_order_relaxed);
    }
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        account.dropped[reason] =
            atomic_load_explicit(&lane->dropped[reason], memory_order_relaxed) - lane->dropped_in_accounts[reason];
    return account;
}

void planproof_lane_tell(planproof_lane_handle handle, uint32_t pid, uint32_t generation)
{
    planproof_lane *lane = handle.lane;
    uint32_t told = atomic_load_explicit(&lane->accounts_told, memory_order_relaxed);
    planproof_account account = planproof_lane_untold(handle);
    if (account.emitted == 0)
        return;
    lane->threads_untold++;
    if (told - atomic_load_explicit(&lane->accounts_taken, memory_order_acquire) >= PLANPROOF_ACCOUNTS)
        return;
    account.pid = pid;
    account.generation = generation;
    account.threads = lane->threads_untold;
    lane->accounts[told % PLANPROOF_ACCOUNTS] = account;
    lane->threads_untold = 0;
    lane->emitted_told += account.emitted;
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        lane->dropped_in_accounts[reason] += account.dropped[reason];
    atomic_store_explicit(&lane->accounts_told, told + 1, memory_order_release);
}

bool planproof_lane_take_account(planproof_lane_handle handle, planproof_account *account)
{
    planproof_lane *lane = handle.lane;
    uint32_t taken = atomic_load_explicit(&lane->accounts_taken, memory_order_relaxed);
    if (taken == atomic_load_explicit(&lane->accounts_told, memory_order_acquire))
        return false;
    *account = lane->accounts[taken % PLANPROOF_ACCOUNTS];
    atomic_store_explicit(&lane->accounts_taken, taken + 1, memory_order_release);
    return true;
}

/* How many events a submitted chunk holds; no more than fit, whatever its header says. */
static uint32_t events_in(const planproof_chunk *chunk)
{
    uint32_t count = chunk->header.event_count;
    return count < PLANPROOF_CHUNK_EVENTS ? count : PLANPROOF_CHUNK_EVENTS;
}

planproof_chunk *planproof_lane_take(planproof_lane_handle handle)
{
    planproof_lane *lane = handle.lane;
    planproof_chunk *chunk;
    uint64_t drained;
    uint32_t number;
    if (!planproof_ring_pop(&lane->submit, &number) || number >= lane->chunk_count)
        return NULL;
    chunk = &handle.chunks[number];
    drained = atomic_load_explicit(&lane->drained, memory_order_relaxed);
    atomic_store_explicit(&lane->drained, drained + events_in(chunk), memory_order_release);
    return chunk;
}

/* Calls look for each submitted chunk number that the drain hasn't taken; their sum. A number that is no chunk's counts 0. */
static uint64_t over_submitted(planproof_lane_handle handle, uint64_t (*look)(const planproof_chunk *, const void *),
                               const void *about)
{
    const planproof_ring *submit = &handle.lane->submit;
    uint32_t head = atomic_load_explicit(&submit->head, memory_order_acquire);
    uint64_t sum = 0;
    for (uint32_t left = planproof_ring_count(submit); left > 0 && left <= PLANPROOF_RING_ENTRIES; left--, head++) {
        uint32_t number = submit->entries[head % PLANPROOF_RING_ENTRIES];
        sum += number < handle.lane->chunk_count ? look(&handle.chunks[number], about) : 0;
    }
    return sum;
}

static uint64_t held_events(const planproof_chunk *chunk, const void *unused)
{
    (void)unused;
    return events_in(chunk);
}

static uint64_t is_same(const planproof_chunk *chunk, const void *wanted)
{
    return chunk == wanted;
}

/* Whether a pointer is one of the lane's chunks that the drain has taken: sealed, and no longer waiting to be taken. */
static bool is_taken(planproof_lane_handle handle, const planproof_chunk *chunk)
{
    uint64_t distance = (uint64_t)chunk - (uint64_t)handle.chunks;
    if (distance % sizeof *chunk != 0 || distance / sizeof *chunk >= handle.lane->chunk_count)
        return false;
    return chunk->header.magic == PLANPROOF_CHUNK_MAGIC && chunk->header.event_count != 0 &&
           over_submitted(handle, is_same, chunk) == 0;
}

bool planproof_lane_give_back(planproof_lane_handle handle, const planproof_chunk *chunk)
{
    ptrdiff_t number = chunk - handle.chunks;
    if (!is_taken(handle, chunk))
        return false;
    handle.chunks[number].header.magic = 0;
    /* A hooked lane publishes by events that aren't zero; nobody reads on where a count was spoiled. */
    memset(handle.chunks[number].events, 0, events_in(chunk) * sizeof chunk->events[0]);
    return planproof_ring_push(&handle.lane->free_chunks, (uint32_t)number);
}

planproof_lane_balance planproof_lane_count(planproof_lane_handle handle)
{
    const planproof_lane *lane = handle.lane;
    planproof_lane_balance balance = {.taken = atomic_load_explicit(&lane->drained, memory_order_acquire)};
    planproof_account untold = planproof_lane_untold(handle);
    balance.held = over_submitted(handle, held_events, NULL) + planproof_lane_published(handle);
    for (int reason = 0; reason < PLANPROOF_DROP_REASONS; reason++)
        balance.dropped[reason] = atomic_load_explicit(&lane->dropped[reason], memory_order_relaxed);
    balance.emitted = lane->emitted_told + untold.emitted;
    return balance;
}
