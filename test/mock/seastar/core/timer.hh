// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/timer.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/future.hh>
#include <seastar/core/lowres_clock.hh>

namespace seastar {
using steady_clock_type = std::chrono::steady_clock;

template <typename Clock = steady_clock_type> class timer {
public:
  typedef typename Clock::time_point time_point;
  typedef typename Clock::duration duration;
  typedef Clock clock;

  timer() noexcept {}
  timer(timer &&t) noexcept;
  timer(scheduling_group sg, noncopyable_function<void()> &&callback) noexcept;
  explicit timer(noncopyable_function<void()> &&callback) noexcept;
  ~timer();
  void set_callback(scheduling_group sg,
                    noncopyable_function<void()> &&callback) noexcept;
  void set_callback(noncopyable_function<void()> &&callback) noexcept;
  void arm(time_point until) noexcept;
  void arm(time_point until, std::optional<duration> period) noexcept;
  void rearm(time_point until) noexcept;
  void rearm(time_point until, std::optional<duration> period) noexcept;
  void arm(duration delta) noexcept;
  void arm_periodic(duration delta) noexcept;
  void rearm_periodic(duration delta) noexcept;
  bool armed() const noexcept;
  bool cancel() noexcept;
  time_point get_timeout() const noexcept;
};
} // namespace seastar
