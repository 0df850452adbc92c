// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "work.hpp"

#include <ctime>

namespace cotidy::test {
namespace {

std::chrono::nanoseconds cpu_time() {
  timespec used;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) +
         std::chrono::nanoseconds(used.tv_nsec);
}

} // namespace

void compute(std::chrono::nanoseconds time) {
  const std::chrono::nanoseconds end = cpu_time() + time;
  while (cpu_time() < end)
    for (int i = 0; i < 1000; ++i)
      asm volatile("");
}

} // namespace cotidy::test
