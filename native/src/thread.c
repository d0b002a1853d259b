/* The calling thread's slot, and what it knows of its lanes: one pointer's way from a hook.
 *
 *     pool            a page of the process and a writer a slot, all of it zeroed in a fork child (MADV_WIPEONFORK)
 *     epoch of a pool odd, another number for each session; 2 where there is none; 0 in a child whose first event this is
 *     epoch of a writer  the pool's when its thread registered
 *
 * So one comparison tells that there is a registry, that the thread's slot is of that registry, and that no fork lies between. A
 * child makes a pool of its own: in the old one its threads could meet each other's writers. */
#include "planproof/thread.h"

#include "lane_write.h"
#include "left_behind.h"
#include "process.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct pool {
    PLANPROOF_ATOMIC(uint32_t) epoch;
    PLANPROOF_ATOMIC(uint32_t) reviving; /* a fork child's thread makes the next pool */
    uint32_t pid;                        /* asked once, since a registration makes no system call */
    alignas(64) planproof_writer writers[];
} pool;

static planproof_writer nobody;
static pool no_pool = {.epoch = 2};
static const planproof_event_word no_clock_line = PLANPROOF_NO_CLOCK_LINE;

__thread planproof_writer *planproof_own __attribute__((tls_model("initial-exec"))) = &nobody;
const planproof_event_word *planproof_tick_line = &no_clock_line;
planproof_process planproof_this_process;

static PLANPROOF_ATOMIC(pool *) current = &no_pool;
static PLANPROOF_ATOMIC(uint32_t) last_epoch = 1;
static pthread_key_t thread_end;

/* The frame of who is registering or leaving, 0 for nobody: a signal handler's event finds no lane then. */
static __thread PLANPROOF_ATOMIC(uint64_t) busy __attribute__((tls_model("initial-exec")));

static void leave_at_end(void *thread)
{
    (void)thread;
    planproof_thread_leave();
}

static size_t pool_bytes(const planproof_registry *registry)
{
    return sizeof(pool) + planproof_registry_slots(registry) * sizeof(planproof_writer);
}

/* A pool of writers that are nobody's yet; NULL with errno. */
static pool *make_pool(const planproof_registry *registry)
{
    size_t size_bytes = pool_bytes(registry);
    pool *made = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (made == MAP_FAILED)
        return NULL;
    if (madvise(made, size_bytes, MADV_WIPEONFORK) != 0) {
        int error = errno;
        munmap(made, size_bytes);
        errno = error;
        return NULL;
    }
    made->pid = (uint32_t)getpid();
    atomic_store_explicit(&made->epoch, atomic_fetch_add_explicit(&last_epoch, 2, memory_order_relaxed) + 2,
                          memory_order_release);
    return made;
}

static bool arm(planproof_registry *registry)
{
    pool *made = make_pool(registry);
    if (made == NULL)
        return false;
    if (pthread_key_create(&thread_end, leave_at_end) != 0) {
        munmap(made, pool_bytes(registry));
        return false;
    }
    atomic_store_explicit(&current, made, memory_order_release);
    return true;
}

bool planproof_process_join(planproof_registry *registry, const planproof_control *control)
{
    planproof_registry *none = NULL;
    if (!atomic_compare_exchange_strong_explicit(&planproof_this_process.registry, &none, registry,
                                                 memory_order_acq_rel, memory_order_relaxed)) {
        errno = EBUSY;
        return false;
    }
    planproof_this_process.control = control;
    planproof_this_process.clock = control ? control->clock : (planproof_clock){0};
    planproof_this_process.on_full = control ? control->on_full : PLANPROOF_ON_FULL_DROP;
    planproof_tick_line = control ? &control->tick : &no_clock_line;
    if (arm(registry))
        return true;
    planproof_tick_line = &no_clock_line;
    atomic_store_explicit(&planproof_this_process.registry, NULL, memory_order_release);
    return false;
}

bool planproof_thread_init(planproof_registry *registry)
{
    return planproof_process_join(registry, NULL);
}

void planproof_thread_destroy(planproof_registry *registry)
{
    pool *old = atomic_load_explicit(&current, memory_order_acquire);
    if (atomic_load_explicit(&planproof_this_process.registry, memory_order_acquire) != registry)
        return;
    planproof_tick_line = &no_clock_line;
    atomic_store_explicit(&current, &no_pool, memory_order_release);
    pthread_key_delete(thread_end);
    planproof_this_process.control = NULL;
    planproof_this_process.clock = (planproof_clock){0};
    /* Threads keep pointing into it, so it stays, at no cost in memory: a writer of zeros sends its thread the long way. */
    if (madvise(old, pool_bytes(registry), MADV_DONTNEED) != 0)
        memset(old, 0, pool_bytes(registry));
    atomic_store_explicit(&planproof_this_process.registry, NULL, memory_order_release);
}

/* Arms the thread's end, then claims: a slot that nobody would release is never taken. */
static bool claim_slot(pool *home, planproof_registry *registry, uint32_t epoch)
{
    bool armed = pthread_setspecific(thread_end, home) == 0;
    planproof_slot *slot = armed ? planproof_registry_claim(registry, home->pid) : NULL;
    if (slot == NULL)
        return false;
    planproof_writer *me = &home->writers[slot->number];
    *me = (planproof_writer){.slot = slot, .epoch = epoch};
    me->generation = atomic_load_explicit(&slot->generation, memory_order_relaxed);
    me->lanes[PLANPROOF_LANE_INDEX] = planproof_registry_lane(registry, slot, PLANPROOF_LANE_INDEX);
    me->lanes[PLANPROOF_LANE_DETAIL] = planproof_registry_lane(registry, slot, PLANPROOF_LANE_DETAIL);
    planproof_own = me;
    return true;
}

/* A fork child's pool in place of the zeroed one; false while another of its threads makes it. */
static bool revive(pool *wiped, planproof_registry *registry)
{
    if (atomic_exchange_explicit(&wiped->reviving, 1, memory_order_acq_rel) != 0)
        return false;
    pool *made = make_pool(registry);
    if (made)
        atomic_store_explicit(&current, made, memory_order_release);
    else
        atomic_store_explicit(&wiped->reviving, 0, memory_order_release);
    return made != NULL;
}

/* Nothing that a handler sees may be half done: busy while the slot is claimed. A handler that left by siglongjmp in the middle
 * has the thread register once more; a slot that was claimed by then stays so until the process is dead. */
__attribute__((noinline)) static bool register_thread(void)
{
    planproof_registry *registry = atomic_load_explicit(&planproof_this_process.registry, memory_order_acquire);
    pool *home = atomic_load_explicit(&current, memory_order_acquire);
    if (registry == NULL || home == &no_pool)
        return false;
    uint64_t frame = (uint64_t)__builtin_frame_address(0);
    uint64_t inside = atomic_exchange_explicit(&busy, frame, memory_order_relaxed);
    bool first = inside == 0 || planproof_left_behind(inside, frame);
    atomic_signal_fence(memory_order_seq_cst);
    uint32_t epoch = atomic_load_explicit(&home->epoch, memory_order_acquire);
    if (first && epoch == 0 && revive(home, registry)) {
        home = atomic_load_explicit(&current, memory_order_acquire);
        epoch = atomic_load_explicit(&home->epoch, memory_order_acquire);
    }
    bool claimed = first && epoch != 0 && claim_slot(home, registry, epoch);
    atomic_signal_fence(memory_order_seq_cst);
    atomic_store_explicit(&busy, first ? 0 : inside, memory_order_relaxed);
    if (!claimed)
        planproof_registry_refuse(registry);
    return claimed;
}

planproof_writer *planproof_thread_writer(void)
{
    const pool *home = atomic_load_explicit(&current, memory_order_acquire);
    uint32_t epoch = atomic_load_explicit(&home->epoch, memory_order_acquire);
    if (planproof_own->epoch == epoch && epoch % 2 == 1)
        return planproof_own;
    return register_thread() ? planproof_own : NULL;
}

bool planproof_thread_write(planproof_lane_kind kind, uint64_t event)
{
    const planproof_writer *me;
    if (kind == PLANPROOF_LANE_INDEX)
        return planproof_hook_write(event);
    me = planproof_thread_writer();
    return me && planproof_lane_put(me->lanes[kind].lane, me->lanes[kind].chunks, event);
}

planproof_slot *planproof_thread_enter(void)
{
    const planproof_writer *me = planproof_thread_writer();
    return me ? me->slot : NULL;
}

planproof_slot *planproof_thread_slot(void)
{
    const pool *home = atomic_load_explicit(&current, memory_order_acquire);
    uint32_t epoch = atomic_load_explicit(&home->epoch, memory_order_acquire);
    return planproof_own->epoch == epoch ? planproof_own->slot : NULL;
}

bool planproof_thread_leave(void)
{
    planproof_slot *slot = planproof_thread_slot();
    planproof_registry *registry = atomic_load_explicit(&planproof_this_process.registry, memory_order_acquire);
    if (slot == NULL || registry == NULL)
        return false;
    atomic_store_explicit(&busy, (uint64_t)__builtin_frame_address(0), memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst);
    uint32_t generation = planproof_own->generation;
    planproof_own = &nobody;
    bool released = planproof_registry_release(registry, slot, generation);
    atomic_signal_fence(memory_order_seq_cst);
    atomic_store_explicit(&busy, 0, memory_order_relaxed);
    return released;
}
