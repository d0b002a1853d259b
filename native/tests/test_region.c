/* Tests of the shared memory. */
#include "parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MEBIBYTE = 1 << 20, PIECES = 200 };

static char folder[] = "/tmp/planproof-region-XXXXXX";
static char path[sizeof folder + 16];

/* A path in a fresh folder, which remove_folder removes. */
static const char *fresh_path(void)
{
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/lanes.shm", folder);
    return path;
}

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

static bool mapped(const char *name)
{
    char line[512];
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    CHECK(maps != NULL);
    while (fgets(line, sizeof line, maps))
        found = found || strstr(line, name) != NULL;
    fclose(maps);
    return found;
}

static void test_planproof_region_init__no_path__then_zeroed_and_shared(void)
{
    planproof_region *region = planproof_region_init(NULL, MEBIBYTE);
    unsigned char *memory;
    int status = -1;
    pid_t child;

    CHECK(region != NULL);
    memory = planproof_region_carve(region, MEBIBYTE / 2, 4096);
    CHECK(memory != NULL);
    for (int position = 0; position < MEBIBYTE / 2; position++)
        CHECK(memory[position] == 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        memory[100] = 42;
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(memory[100] == 42);
    planproof_region_destroy(region);
}

static void test_planproof_region_init__larger_than_allowed__then_null_with_errno(void)
{
    const char *file = fresh_path();
    struct rlimit before, limit;
    planproof_region *refused, *anonymous, *region;
    int refused_errno, anonymous_errno;

    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    limit = before;
    limit.rlim_cur = MEBIBYTE;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    errno = 0;
    refused = planproof_region_init(file, 2 * MEBIBYTE);
    refused_errno = errno;
    anonymous = planproof_region_init(NULL, 2 * MEBIBYTE);
    anonymous_errno = errno;
    setrlimit(RLIMIT_FSIZE, &before);
    CHECK(refused == NULL && refused_errno == EFBIG);
    CHECK(anonymous == NULL && anonymous_errno == EFBIG);
    CHECK(access(file, F_OK) != 0);

    CHECK(planproof_region_init("/nonexistent/lanes.shm", MEBIBYTE) == NULL && errno == ENOENT);
    CHECK(planproof_region_init(file, 0) == NULL && errno == EINVAL);
    CHECK(planproof_region_init(file, UINT64_C(1) << 62) == NULL && errno != 0);
    CHECK(access(file, F_OK) != 0);

    region = planproof_region_init(file, MEBIBYTE);
    CHECK(region != NULL);
    CHECK(planproof_region_init(file, MEBIBYTE) == NULL && errno == EEXIST);
    CHECK(access(file, F_OK) == 0);
    planproof_region_destroy(region);
    remove_folder();
}

static void test_planproof_region_destroy__region_and_null__then_unmapped(void)
{
    const char *file = fresh_path();
    planproof_region *region = planproof_region_init(file, MEBIBYTE);
    CHECK(region != NULL);
    CHECK(mapped(file));
    planproof_region_destroy(region);
    CHECK(!mapped(file));
    CHECK(access(file, F_OK) == 0);
    planproof_region_destroy(NULL);
    remove_folder();
}

static void test_planproof_region_carve__odd_sizes__then_aligned_and_apart(void)
{
    static const uint32_t sizes[] = {1, 3, 64, 65, 100, 4095, 7};
    static const uint32_t alignments[] = {1, 2, 8, 64, 4096};
    planproof_region *region = planproof_region_init(NULL, 2 * MEBIBYTE);
    unsigned char *pieces[PIECES];

    CHECK(region != NULL);
    for (int number = 0; number < PIECES; number++) {
        uint32_t alignment = alignments[number % 5];
        pieces[number] = planproof_region_carve(region, sizes[number % 7], alignment);
        CHECK(pieces[number] != NULL);
        CHECK((uintptr_t)pieces[number] % alignment == 0);
        memset(pieces[number], number, sizes[number % 7]);
    }
    for (int number = 0; number < PIECES; number++) {
        for (uint32_t position = 0; position < sizes[number % 7]; position++)
            CHECK(pieces[number][position] == number);
    }
    planproof_region_destroy(region);
}

static void test_planproof_region_carve__used_up__then_null(void)
{
    planproof_region *region = planproof_region_init(NULL, 8192);
    CHECK(region != NULL);
    CHECK(planproof_region_carve(region, 8000, 64) != NULL);
    CHECK(planproof_region_carve(region, 200, 64) == NULL);
    CHECK(planproof_region_carve(region, UINT64_MAX, 64) == NULL);
    CHECK(planproof_region_carve(region, 100, 64) != NULL);
    planproof_region_destroy(region);
}

static void test_planproof_region_offset__carved_memory__then_at_finds_it(void)
{
    planproof_region *region = planproof_region_init(NULL, MEBIBYTE);
    void *first, *second;

    CHECK(region != NULL);
    first = planproof_region_carve(region, 1000, 64);
    second = planproof_region_carve(region, 1000, 4096);
    CHECK(first != NULL && second != NULL);
    CHECK(planproof_region_offset(region, first) != planproof_region_offset(region, second));
    CHECK(planproof_region_at(region, planproof_region_offset(region, first), 1000) == first);
    CHECK(planproof_region_at(region, planproof_region_offset(region, second), 1000) == second);
    planproof_region_destroy(region);
}

static void test_planproof_region_at__outside_or_wrapping__then_null(void)
{
    planproof_region *region = planproof_region_init(NULL, MEBIBYTE);
    CHECK(region != NULL);
    CHECK(planproof_region_at(region, 0, MEBIBYTE) != NULL);
    CHECK(planproof_region_at(region, MEBIBYTE - 1, 1) != NULL);
    CHECK(planproof_region_at(region, MEBIBYTE, 1) == NULL);
    CHECK(planproof_region_at(region, 1, MEBIBYTE) == NULL);
    CHECK(planproof_region_at(region, UINT64_MAX, 2) == NULL);
    CHECK(planproof_region_at(region, 2, UINT64_MAX) == NULL);
    CHECK(planproof_region_at(region, UINT64_MAX, UINT64_MAX) == NULL);
    planproof_region_destroy(region);
}

const tap_test region_tests[] = {
    TAP(test_planproof_region_init__no_path__then_zeroed_and_shared),
    TAP(test_planproof_region_init__larger_than_allowed__then_null_with_errno),
    TAP(test_planproof_region_destroy__region_and_null__then_unmapped),
    TAP(test_planproof_region_carve__odd_sizes__then_aligned_and_apart),
    TAP(test_planproof_region_carve__used_up__then_null),
    TAP(test_planproof_region_offset__carved_memory__then_at_finds_it),
    TAP(test_planproof_region_at__outside_or_wrapping__then_null),
    TAP_END,
};
