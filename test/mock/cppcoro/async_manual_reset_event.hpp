// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/async_manual_reset_event.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/coroutine.hpp"

namespace cppcoro {
class async_manual_reset_event_operation;

class async_manual_reset_event {
public:
  async_manual_reset_event(bool initiallySet = false) noexcept;
  ~async_manual_reset_event();
  async_manual_reset_event_operation operator co_await() const noexcept;
  bool is_set() const noexcept;
  void set() noexcept;
  void reset() noexcept;
};

class async_manual_reset_event_operation {
public:
  explicit async_manual_reset_event_operation(
      const async_manual_reset_event &event) noexcept;
  bool await_ready() const noexcept;
  bool await_suspend(std::coroutine_handle<> awaiter) noexcept;
  void await_resume() const noexcept {}

private:
  const async_manual_reset_event &event_;
};
} // namespace cppcoro
