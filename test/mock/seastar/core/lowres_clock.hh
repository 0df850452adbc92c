// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/lowres_clock.hh.
#pragma once
#pragma GCC system_header

// The part of <chrono> without calendars and streams.
#if __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

namespace seastar {
class lowres_clock {
public:
  using base_clock = std::chrono::steady_clock;
  using rep = base_clock::rep;
  using period = std::milli;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<lowres_clock, duration>;
  static constexpr bool is_steady = true;
  static time_point now() noexcept;
};
// Mirrors seastar/core/manual_clock.hh.
class manual_clock {
public:
  using rep = long;
  using period = std::nano;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<manual_clock, duration>;
  static time_point now() noexcept;
  static void advance(duration d) noexcept;
};
} // namespace seastar
