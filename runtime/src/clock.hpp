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

  // Both clocks at one moment.
  struct reading {
    std::uint64_t ticks;
    nanoseconds time;
  };
  reading read() const;
  // When a tick count was, on the clock of now(). The rate is known to some
  // parts in a hundred thousand: the moment should be near.
  nanoseconds to_time(std::uint64_t ticks, const reading &near) const {
    return near.time +
           nanoseconds(std::int64_t(double(std::int64_t(ticks - near.ticks)) *
                                    ns_per_tick_));
  }

private:
  int mode_;
  double ns_per_tick_ = 1;
};

// False where the time stamp counter stops or changes its pace.
bool has_steady_ticks();

} // namespace cotidy::detail

#endif
