// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Coroutine.h.
#pragma once
#pragma GCC system_header

#include <coroutine>
#include <utility>

namespace folly::coro {
using std::coroutine_handle;
using std::noop_coroutine;
using std::suspend_always;
using std::suspend_never;

template <typename T = void> class ready_awaitable {
public:
  explicit ready_awaitable(T value) : value_(std::forward<T>(value)) {}
  bool await_ready() noexcept { return true; }
  void await_suspend(coroutine_handle<>) noexcept {}
  T await_resume() { return static_cast<T &&>(value_); }

private:
  T value_;
};
template <> class ready_awaitable<void> {
public:
  bool await_ready() noexcept { return true; }
  void await_suspend(coroutine_handle<>) noexcept {}
  void await_resume() noexcept {}
};
} // namespace folly::coro
