// The planned tests of the registry as GoogleTest runs them: the name after the comma is the planned one.
#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "slots/registry.h"

namespace {

using Registry = std::unique_ptr<slot_registry, decltype(&slot_registry_destroy)>;

Registry started()
{
    return {slot_registry_init(), &slot_registry_destroy};
}

TEST(SlotRegistry, slot_registry_init__fresh__then_no_slot_used)
{
    Registry registry = started();
    ASSERT_NE(registry, nullptr);
    EXPECT_EQ(slot_registry_used(registry.get()), 0u);
}

TEST(SlotRegistry, slot_registry_destroy__thousand_registries__then_each_starts_empty)
{
    for (int round = 0; round < 1000; round++) {
        Registry registry = started();
        slot_claim claim;
        ASSERT_NE(registry, nullptr);
        ASSERT_EQ(slot_registry_used(registry.get()), 0u);
        ASSERT_TRUE(slot_registry_claim(registry.get(), 1, &claim));
    }
    slot_registry_destroy(nullptr);
}

TEST(SlotRegistry, slot_registry_claim__empty__then_first_slot)
{
    Registry registry = started();
    slot_claim claim;
    ASSERT_TRUE(slot_registry_claim(registry.get(), 42, &claim));
    EXPECT_EQ(claim.index, 0u);
    EXPECT_EQ(claim.owner, 42u);
}

TEST(SlotRegistry, slot_registry_claim__all_taken__then_refused)
{
    Registry registry = started();
    slot_claim claim = {7, 7, 7};
    slot_claim untouched = {7, 7, 7};
    for (uint32_t index = 0; index < SLOT_REGISTRY_SLOTS; index++) {
        ASSERT_TRUE(slot_registry_claim(registry.get(), index, &claim));
        ASSERT_EQ(claim.index, index);
    }
    EXPECT_FALSE(slot_registry_claim(registry.get(), 64, &untouched));
    EXPECT_TRUE(untouched.owner == 7 && untouched.index == 7 && untouched.generation == 7);
    EXPECT_EQ(slot_registry_used(registry.get()), static_cast<uint32_t>(SLOT_REGISTRY_SLOTS));
}

TEST(SlotRegistry, slot_registry_claim__slot_released__then_next_generation)
{
    Registry registry = started();
    slot_claim first;
    slot_claim second;
    ASSERT_TRUE(slot_registry_claim(registry.get(), 1, &first));
    ASSERT_TRUE(slot_registry_release(registry.get(), first));
    ASSERT_TRUE(slot_registry_claim(registry.get(), 2, &second));
    EXPECT_EQ(second.index, first.index);
    EXPECT_EQ(second.generation, first.generation + 1);
}

TEST(SlotRegistry, slot_registry_release__claim_held__then_slot_free)
{
    Registry registry = started();
    slot_claim claim;
    ASSERT_TRUE(slot_registry_claim(registry.get(), 1, &claim));
    EXPECT_EQ(slot_registry_used(registry.get()), 1u);
    EXPECT_TRUE(slot_registry_release(registry.get(), claim));
    EXPECT_EQ(slot_registry_used(registry.get()), 0u);
}

TEST(SlotRegistry, slot_registry_release__second_time__then_refused)
{
    Registry registry = started();
    slot_claim old;
    slot_claim current;
    ASSERT_TRUE(slot_registry_claim(registry.get(), 1, &old));
    ASSERT_TRUE(slot_registry_release(registry.get(), old));
    EXPECT_FALSE(slot_registry_release(registry.get(), old));
    ASSERT_TRUE(slot_registry_claim(registry.get(), 2, &current));
    EXPECT_FALSE(slot_registry_release(registry.get(), old));
    EXPECT_EQ(slot_registry_used(registry.get()), 1u);
}

TEST(SlotRegistry, slot_registry_release__index_out_of_range__then_refused)
{
    Registry registry = started();
    slot_claim forged = {1, SLOT_REGISTRY_SLOTS, 0};
    ASSERT_NE(registry, nullptr);
    EXPECT_FALSE(slot_registry_release(registry.get(), forged));
}

TEST(SlotRegistry, slot_registry_used__three_claimed_one_released__then_two)
{
    Registry registry = started();
    std::array<slot_claim, 3> claims;
    for (slot_claim &claim : claims)
        ASSERT_TRUE(slot_registry_claim(registry.get(), 1, &claim));
    ASSERT_TRUE(slot_registry_release(registry.get(), claims[1]));
    EXPECT_EQ(slot_registry_used(registry.get()), 2u);
}

TEST(SlotRegistryThreads, slot_registry_claim__64_threads_at_once__then_slots_distinct)
{
    Registry registry = started();
    std::atomic<uint64_t> seen{0};
    std::vector<std::thread> threads;
    ASSERT_NE(registry, nullptr);
    for (int number = 0; number < SLOT_REGISTRY_SLOTS; number++) {
        threads.emplace_back([&] {
            slot_claim claim;
            if (slot_registry_claim(registry.get(), 1, &claim))
                seen.fetch_xor(uint64_t{1} << claim.index); /* a slot given out twice clears its bit */
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(seen.load(), UINT64_MAX);
}

TEST(SlotRegistryThreads, slot_registry_release__100_threads_200_times__then_none_left)
{
    Registry registry = started();
    std::atomic<int> released{0};
    std::vector<std::thread> threads;
    ASSERT_NE(registry, nullptr);
    for (int number = 0; number < 100; number++) {
        threads.emplace_back([&] {
            for (int round = 0; round < 200; round++) {
                slot_claim claim;
                while (!slot_registry_claim(registry.get(), 1, &claim))
                    std::this_thread::yield();
                released += slot_registry_release(registry.get(), claim);
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(released.load(), 20000);
    EXPECT_EQ(slot_registry_used(registry.get()), 0u);
}

TEST(SlotsDemo, slots_demo__200_threads__then_all_claimed_none_left)
{
    std::array<char, 4096> path{};
    std::array<char, 100> line{};
    ASSERT_GT(readlink("/proc/self/exe", path.data(), path.size() - 1), 0);
    std::string program(path.data());
    std::string command = program.substr(0, program.rfind('/')) + "/slots_demo 200";
    FILE *output = popen(command.c_str(), "r");
    ASSERT_NE(output, nullptr);
    const char *printed = fgets(line.data(), static_cast<int>(line.size()), output);
    int status = pclose(output);
    ASSERT_NE(printed, nullptr);
    EXPECT_STREQ(printed, "claimed=200 used=0\n");
    EXPECT_EQ(status, 0);
}

}  // namespace
