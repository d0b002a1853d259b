/* `slots_demo THREADS`: that many threads pass through the 64 slots; prints what was claimed and what is left. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "slots/registry.h"

static slot_registry *registry;

static void *pass_through(void *number)
{
    slot_claim claim;
    while (!slot_registry_claim(registry, (uint64_t)(uintptr_t)number, &claim))
        sched_yield();
    return slot_registry_release(registry, claim) ? registry : NULL;
}

int main(int count, char **arguments)
{
    int threads = count == 2 ? atoi(arguments[1]) : 0;
    int passed = 0;
    pthread_t *ids;

    if (threads < 1 || threads > 1000) {
        fputs("usage: slots_demo THREADS (1 to 1000)\n", stderr);
        return 2;
    }
    registry = slot_registry_init();
    ids = calloc((size_t)threads, sizeof *ids);
    if (!registry || !ids)
        return 3;
    for (int number = 0; number < threads; number++) {
        if (pthread_create(&ids[number], NULL, pass_through, (void *)(uintptr_t)number))
            return 3;
    }
    for (int number = 0; number < threads; number++) {
        void *result;
        pthread_join(ids[number], &result);
        passed += result != NULL;
    }
    printf("claimed=%d used=%u\n", passed, (unsigned)slot_registry_used(registry));
    free(ids);
    slot_registry_destroy(registry);
    return 0;
}
