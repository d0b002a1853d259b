/* The calling thread's slot: one pointer's way from a hook to its lane, and the release when the thread ends.
 *
 *     epoch of the process   odd while there is a registry, another number for each; 2 before the first
 *     epoch of a thread      the process's when the thread registered; 0, which it never is, without a slot
 *
 * So one comparison tells that there is a registry, and that the thread's slot is of that registry. */
#include "planproof/thread.h"

#include "lane_write.h"

#include <pthread.h>
#include <unistd.h>

typedef struct own_thread {
    uint32_t epoch;
    uint32_t generation;
    planproof_slot *slot;
    planproof_lane_handle lanes[PLANPROOF_LANES];
    PLANPROOF_ATOMIC(bool) busy; /* registering or leaving: a signal handler's event finds no lane */
} own_thread;

/* Initial-exec: one instruction away also when the library was loaded by dlopen. */
static _Thread_local own_thread own __attribute__((tls_model("initial-exec")));

static PLANPROOF_ATOMIC(uint32_t) process_epoch = 2;
static PLANPROOF_ATOMIC(planproof_registry *) process_registry;
static uint32_t process_id;
static pthread_key_t thread_end;

static void leave_at_end(void *thread)
{
    (void)thread;
    planproof_thread_leave();
}

bool planproof_thread_init(planproof_registry *registry)
{
    planproof_registry *none = NULL;
    if (!atomic_compare_exchange_strong_explicit(&process_registry, &none, registry, memory_order_acq_rel,
                                                 memory_order_relaxed))
        return false;
    bool armed = pthread_key_create(&thread_end, leave_at_end) == 0;
    process_id = (uint32_t)getpid(); /* asked here, since a registration makes no system call */
    atomic_store_explicit(&process_registry, armed ? registry : NULL, memory_order_release);
    atomic_fetch_add_explicit(&process_epoch, armed, memory_order_release);
    return armed;
}

void planproof_thread_destroy(planproof_registry *registry)
{
    if (atomic_load_explicit(&process_registry, memory_order_acquire) != registry)
        return;
    atomic_fetch_add_explicit(&process_epoch, 1, memory_order_release);
    pthread_key_delete(thread_end);
    atomic_store_explicit(&process_registry, NULL, memory_order_release);
}

/* Arms the thread's end, then claims: a slot that nobody would release is never taken. */
static bool claim_slot(own_thread *me, planproof_registry *registry)
{
    bool armed = pthread_setspecific(thread_end, me) == 0;
    me->slot = armed ? planproof_registry_claim(registry, process_id) : NULL;
    if (me->slot) {
        me->generation = atomic_load_explicit(&me->slot->generation, memory_order_relaxed);
        me->lanes[PLANPROOF_LANE_INDEX] = planproof_registry_lane(registry, me->slot, PLANPROOF_LANE_INDEX);
        me->lanes[PLANPROOF_LANE_DETAIL] = planproof_registry_lane(registry, me->slot, PLANPROOF_LANE_DETAIL);
    }
    return me->slot != NULL;
}

/* Nothing that a handler sees may be half done: busy while the slot is claimed, the epoch last. */
__attribute__((noinline)) static bool register_thread(own_thread *me, uint32_t epoch)
{
    planproof_registry *registry = atomic_load_explicit(&process_registry, memory_order_acquire);
    if (epoch % 2 == 0 || registry == NULL)
        return false;
    bool first = !atomic_exchange_explicit(&me->busy, true, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst);
    bool claimed = first && claim_slot(me, registry);
    me->epoch = claimed ? epoch : me->epoch;
    atomic_signal_fence(memory_order_seq_cst);
    atomic_store_explicit(&me->busy, !first, memory_order_relaxed);
    if (!claimed)
        planproof_registry_refuse(registry);
    return claimed;
}

bool planproof_thread_write(planproof_lane_kind kind, uint64_t event)
{
    own_thread *me = &own;
    uint32_t epoch = atomic_load_explicit(&process_epoch, memory_order_acquire);
    if (__builtin_expect(me->epoch != epoch, 0) && !register_thread(me, epoch))
        return false;
    return planproof_lane_put(me->lanes[kind].lane, me->lanes[kind].chunks, event);
}

planproof_slot *planproof_thread_enter(void)
{
    uint32_t epoch = atomic_load_explicit(&process_epoch, memory_order_acquire);
    return own.epoch == epoch || register_thread(&own, epoch) ? own.slot : NULL;
}

planproof_slot *planproof_thread_slot(void)
{
    return own.epoch == atomic_load_explicit(&process_epoch, memory_order_acquire) ? own.slot : NULL;
}

bool planproof_thread_leave(void)
{
    planproof_slot *slot = planproof_thread_slot();
    planproof_registry *registry = atomic_load_explicit(&process_registry, memory_order_acquire);
    if (slot == NULL || registry == NULL)
        return false;
    atomic_store_explicit(&own.busy, true, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst);
    own.epoch = 0;
    bool released = planproof_registry_release(registry, slot, own.generation);
    atomic_signal_fence(memory_order_seq_cst);
    atomic_store_explicit(&own.busy, false, memory_order_relaxed);
    return released;
}
