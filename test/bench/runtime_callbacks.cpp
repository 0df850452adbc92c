// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one callback costs: `runtime_callbacks WHAT` prints nanoseconds, the
// median of many short runs: what else the machine does disturbs few of them.
// `runtime_callbacks WHAT BESIDE` prints a ratio, the median of those of runs
// that follow each other, at the same pace of the machine.
// test/bench/runtime.py runs it.

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

const measurement *find(const char *name) {
  const auto *found =
      std::ranges::find_if(measurements, [&](const measurement &each) {
        return std::strcmp(each.name, name) == 0;
      });
  return found == std::end(measurements) ? nullptr : found;
}

double time_of(const measurement &what) {
  const auto before = std::chrono::steady_clock::now();
  what.run();
  const std::chrono::duration<double, std::nano> took =
      std::chrono::steady_clock::now() - before;
  return took.count() / what.count;
}

} // namespace

int main(int count, char **arguments) {
  const measurement *what = count > 1 ? find(arguments[1]) : nullptr;
  const measurement *beside = count > 2 ? find(arguments[2]) : nullptr;
  if (!what || (count > 2 && !beside))
    return 2;
  const cotidy::loop_scope loop(&first, "bench");
  std::vector<double> results;
  for (int run = 0; run < runs; ++run) {
    const double unit = beside ? time_of(*beside) : 1;
    results.push_back(time_of(*what) / unit);
  }
  std::ranges::sort(results);
  std::printf("%.3f\n", results[runs / 2]);
}
