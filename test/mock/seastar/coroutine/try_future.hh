// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/coroutine/try_future.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/coroutine.hh>

namespace seastar {
namespace internal {
template <bool CheckPreempt, typename T>
class [[nodiscard]] try_future_awaiter {
  seastar::future<T> _future;

public:
  explicit try_future_awaiter(seastar::future<T> &&f) noexcept
      : _future(std::move(f)) {}
  try_future_awaiter(const try_future_awaiter &) = delete;
  try_future_awaiter(try_future_awaiter &&) = delete;
  bool await_ready() const noexcept {
    return _future.available() && !_future.failed() &&
           (!CheckPreempt || !need_preempt());
  }
  // A failure ends the awaiting coroutine without an exception in it.
  template <typename U>
  void await_suspend(std::coroutine_handle<U> hndl) noexcept {
    _future.set_coroutine(hndl.promise());
  }
  T await_resume() {
    if constexpr (std::is_void_v<T>)
      _future.get();
    else
      return std::move(_future).get();
  }
};
} // namespace internal

namespace coroutine {
template <typename T> auto try_future(seastar::future<T> &&f) noexcept {
  return seastar::internal::try_future_awaiter<true, T>(std::move(f));
}
template <typename T>
auto try_future_without_preemption_check(seastar::future<T> &&f) noexcept {
  return seastar::internal::try_future_awaiter<false, T>(std::move(f));
}
} // namespace coroutine
} // namespace seastar
