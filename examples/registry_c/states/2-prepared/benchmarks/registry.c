/* `slots_benchmark FILE`: times a claim with its release and writes the figures in Google Benchmark's JSON form. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <time.h>

#include "slots/registry.h"

enum { REPETITIONS = 20, ITERATIONS = 20000 };

static const char *const name = "slot_registry_claim__one_thread__then_under_1_us";

static double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Nanoseconds that one claim and its release take; negative when one of them was refused. */
static double claim_and_release_ns(slot_registry *registry)
{
    double start = now_ns();
    for (int round = 0; round < ITERATIONS; round++) {
        slot_claim claim;
        if (!slot_registry_claim(registry, 1, &claim) || !slot_registry_release(registry, claim))
            return -1.0;
    }
    return (now_ns() - start) / ITERATIONS;
}

int main(int count, char **arguments)
{
    slot_registry *registry = slot_registry_init();
    FILE *file = count == 2 ? fopen(arguments[1], "w") : stdout;

    if (!registry || !file)
        return 3;
    fprintf(file, "{\"context\": {\"library_build_type\": \"debug\"}, \"benchmarks\": [\n");
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
        double time_ns = claim_and_release_ns(registry);
        if (time_ns < 0)
            return 1;
        fprintf(file,
                "{\"name\": \"%s\", \"run_name\": \"%s\", \"run_type\": \"iteration\", \"repetitions\": %d, "
                "\"repetition_index\": %d, \"threads\": 1, \"iterations\": %d, \"real_time\": %.3f, "
                "\"cpu_time\": %.3f, \"time_unit\": \"ns\"}%s\n",
                name, name, REPETITIONS, repetition, ITERATIONS, time_ns, time_ns,
                repetition + 1 < REPETITIONS ? "," : "");
    }
    fprintf(file, "]}\n");
    slot_registry_destroy(registry);
    return fclose(file) != 0;
}
