// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one callback costs: `runtime_callbacks WHAT` prints nanoseconds, the
// median of many short runs: what else the machine does disturbs few of them.
// test/bench/runtime.py runs it and prints ratios.

#include "cotidy/debug.hpp"
#include "cotidy/loop.hpp"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

namespace {

constexpr int runs = 101;
constexpr int rounds = 50'000;

std::uint64_t first;
std::uint64_t second;

// The callback that is measured around: opaque, and nothing.
inline void body() { asm volatile("" ::: "memory"); }

void two_clock_reads() {
  for (int i = 0; i < rounds; ++i) {
    __atomic_store_n(&first, cotidy_ticks(COTIDY_TSC), __ATOMIC_RELAXED);
    body();
    __atomic_store_n(&second, cotidy_ticks(COTIDY_TSC), __ATOMIC_RELAXED);
  }
}

void two_stores() {
  for (int i = 0; i < rounds; ++i) {
    __atomic_store_n(&first, std::uint64_t(i), __ATOMIC_RELAXED);
    body();
    __atomic_store_n(&second, std::uint64_t(i), __ATOMIC_RELAXED);
  }
}

void callbacks() {
  for (int i = 0; i < rounds; ++i) {
    const cotidy::callback_scope scope("callback");
    body();
  }
}

cotidy::task<> nothing() { co_return; }

cotidy::task<> awaits() {
  for (int i = 0; i < rounds / 10; ++i)
    co_await nothing();
}

cotidy::task<> yields() {
  for (int i = 0; i < rounds / 10; ++i)
    co_await cotidy::yield();
}

struct measurement {
  const char *name;
  void (*run)();
  int count;
};

constexpr measurement measurements[] = {
    {"two-clock-reads", two_clock_reads, rounds},
    {"two-stores", two_stores, rounds},
    {"callback", callbacks, rounds},
    {"await", [] { cotidy::loop().run(awaits()); }, rounds / 10},
    {"yield", [] { cotidy::loop().run(yields()); }, rounds / 10},
};

} // namespace

int main(int count, char **arguments) {
  for (const measurement &each : measurements) {
    if (count != 2 || std::strcmp(arguments[1], each.name) != 0)
      continue;
    const cotidy::loop_scope loop(&first, "bench");
    std::vector<double> took;
    for (int run = 0; run < runs; ++run) {
      const auto before = std::chrono::steady_clock::now();
      each.run();
      const std::chrono::duration<double, std::nano> time =
          std::chrono::steady_clock::now() - before;
      took.push_back(time.count() / each.count);
    }
    std::ranges::sort(took);
    std::printf("%.3f\n", took[runs / 2]);
    return 0;
  }
  return 2;
}
