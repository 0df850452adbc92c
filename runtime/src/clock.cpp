// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "clock.hpp"

#include "cotidy/abi.h"
#include <algorithm>
#include <fstream>
#include <string>

namespace cotidy::detail {
namespace {

struct reading {
  std::uint64_t ticks;
  nanoseconds time;
};

// Both clocks at one moment: of some attempts the one that was interrupted
// least.
reading read_both(int mode) {
  reading best{};
  nanoseconds tightest = nanoseconds::max();
  for (int attempt = 0; attempt < 8; ++attempt) {
    const nanoseconds before = now();
    const std::uint64_t ticks = cotidy_ticks(mode);
    const nanoseconds after = now();
    if (after - before < tightest) {
      tightest = after - before;
      best = {ticks, before + (after - before) / 2};
    }
  }
  return best;
}

} // namespace

tick_rate::tick_rate(int mode) {
  if (mode != COTIDY_TSC)
    return;
  const reading start = read_both(mode);
  while (now() - start.time < milliseconds(1))
    ;
  const reading end = read_both(mode);
  ns_per_tick_ = double((end.time - start.time).count()) /
                 double(std::max<std::uint64_t>(end.ticks - start.ticks, 1));
  origin_ticks_ = end.ticks;
  origin_time_ = end.time;
}

bool has_steady_ticks() {
#if defined(__x86_64__)
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("flags"))
      return line.find(" constant_tsc") != line.npos &&
             line.find(" nonstop_tsc") != line.npos;
  return false;
#elif defined(__aarch64__)
  return true;
#else
  return false;
#endif
}

} // namespace cotidy::detail
