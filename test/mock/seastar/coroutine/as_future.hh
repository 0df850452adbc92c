// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/coroutine/as_future.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/coroutine.hh>

namespace seastar {
namespace internal {
template <bool CheckPreempt, typename T> class [[nodiscard]] as_future_awaiter {
  seastar::future<T> _future;

public:
  explicit as_future_awaiter(seastar::future<T> &&f) noexcept
      : _future(std::move(f)) {}
  as_future_awaiter(const as_future_awaiter &) = delete;
  as_future_awaiter(as_future_awaiter &&) = delete;
  bool await_ready() const noexcept {
    return _future.available() && (!CheckPreempt || !need_preempt());
  }
  template <typename U>
  void await_suspend(std::coroutine_handle<U> hndl) noexcept {
    if (!CheckPreempt || !_future.available())
      _future.set_coroutine(hndl.promise());
    else
      schedule(&hndl.promise());
  }
  seastar::future<T> await_resume() { return std::move(_future); }
};
} // namespace internal

namespace coroutine {
template <typename T = void> auto as_future(seastar::future<T> &&f) noexcept {
  return seastar::internal::as_future_awaiter<true, T>(std::move(f));
}
template <typename T = void>
auto as_future_without_preemption_check(seastar::future<T> &&f) noexcept {
  return seastar::internal::as_future_awaiter<false, T>(std::move(f));
}
} // namespace coroutine
} // namespace seastar
