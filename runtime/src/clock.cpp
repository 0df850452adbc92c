// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "clock.hpp"

#include "cotidy/abi.h"
#include <algorithm>
#include <fstream>
#include <string>

namespace cotidy::detail {

// Of some attempts the one that was interrupted least.
tick_rate::reading tick_rate::read() const {
  reading best{};
  nanoseconds tightest = nanoseconds::max();
  for (int attempt = 0; attempt < 8; ++attempt) {
    const nanoseconds before = now();
    const std::uint64_t ticks = cotidy_ticks(mode_);
    const nanoseconds after = now();
    if (after - before < tightest) {
      tightest = after - before;
      best = {ticks, before + (after - before) / 2};
    }
  }
  return best;
}

tick_rate::tick_rate(int mode) : mode_(mode) {
  if (mode != COTIDY_TSC)
    return;
  const reading start = read();
  while (now() - start.time < milliseconds(1))
    ;
  const reading end = read();
  ns_per_tick_ = double((end.time - start.time).count()) /
                 double(std::max<std::uint64_t>(end.ticks - start.ticks, 1));
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
