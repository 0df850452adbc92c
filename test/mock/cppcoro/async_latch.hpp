// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/async_latch.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/async_manual_reset_event.hpp"
#include <cstddef>

namespace cppcoro {
class async_latch {
public:
  async_latch(std::ptrdiff_t initialCount) noexcept;
  bool is_ready() const noexcept;
  void count_down(std::ptrdiff_t n = 1) noexcept;
  auto operator co_await() const noexcept { return event_.operator co_await(); }

private:
  async_manual_reset_event event_;
};
} // namespace cppcoro
