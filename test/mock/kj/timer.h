// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors kj/timer.h and the durations of kj/time.h.
#pragma once
#pragma GCC system_header

#include <kj/async.h>

namespace kj {
class Duration {
public:
  constexpr Duration operator*(int factor) const { return *this; }
};
constexpr Duration SECONDS;
constexpr Duration MILLISECONDS;

class Timer {
public:
  virtual Promise<void> afterDelay(Duration delay) = 0;
  template <typename T>
  [[nodiscard]] Promise<T> timeoutAfter(Duration delay, Promise<T> &&promise) {
    _::notLinked();
  }
};
} // namespace kj
