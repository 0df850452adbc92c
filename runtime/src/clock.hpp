// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Time in nanoseconds, and what a tick of cotidy_ticks() is worth.
#ifndef COTIDY_SRC_CLOCK_HPP
#define COTIDY_SRC_CLOCK_HPP

#include <chrono>
#include <cstdint>

namespace cotidy::detail {

using nanoseconds = std::chrono::nanoseconds;
using std::chrono::milliseconds;

// CLOCK_MONOTONIC, which std::chrono::steady_clock reads as well.
inline nanoseconds now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

class tick_rate {
public:
  // Measures for about a millisecond, unless ticks are nanoseconds anyway.
  explicit tick_rate(int mode);

  nanoseconds to_duration(std::uint64_t ticks) const {
    return nanoseconds(std::int64_t(double(ticks) * ns_per_tick_));
  }
  std::uint64_t to_ticks(nanoseconds time) const {
    return std::uint64_t(double(time.count()) / ns_per_tick_);
  }
  // When a tick count of the recent past was, on the clock of now().
  nanoseconds to_time(std::uint64_t ticks) const {
    return origin_time_ +
           nanoseconds(std::int64_t(
               double(std::int64_t(ticks - origin_ticks_)) * ns_per_tick_));
  }

private:
  double ns_per_tick_ = 1;
  std::uint64_t origin_ticks_ = 0;
  nanoseconds origin_time_{};
};

// False where the time stamp counter stops or changes its pace.
bool has_steady_ticks();

} // namespace cotidy::detail

#endif
