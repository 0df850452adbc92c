// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors qcoro/qcoroasyncgenerator.h.
#pragma once
#pragma GCC system_header

#include "qcoro/qcorotask.h"

namespace QCoro {
template <typename T> class AsyncGenerator;
namespace detail {
template <typename T> class AsyncGeneratorPromise {
public:
  AsyncGenerator<T> get_return_object();
  std::suspend_always initial_suspend() const noexcept { return {}; }
  std::suspend_always final_suspend() noexcept { return {}; }
  std::suspend_always yield_value(std::remove_reference_t<T> &) noexcept {
    return {};
  }
  std::suspend_always yield_value(std::remove_reference_t<T> &&) noexcept {
    return {};
  }
  void return_void() noexcept {}
  void unhandled_exception() { exception_ = std::current_exception(); }
  template <typename U> auto await_transform(U &&value) {
    return TaskPromiseBase().await_transform(std::forward<U>(value));
  }

private:
  std::exception_ptr exception_;
};

template <typename Iterator> struct IteratorAwaitable {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) noexcept {}
  Iterator await_resume() { return {}; }
};
} // namespace detail

template <typename T> class AsyncGeneratorIterator {
public:
  detail::IteratorAwaitable<AsyncGeneratorIterator> operator++() noexcept {
    return {};
  }
  std::add_lvalue_reference_t<T> operator*() const noexcept {
    qt_mock::not_linked();
  }
  bool operator==(const AsyncGeneratorIterator &) const noexcept {
    return true;
  }
};

template <typename T> class [[nodiscard]] AsyncGenerator {
public:
  using promise_type = detail::AsyncGeneratorPromise<T>;
  using iterator = AsyncGeneratorIterator<T>;

  AsyncGenerator(AsyncGenerator &&other) noexcept;
  ~AsyncGenerator();
  auto begin() noexcept { return detail::IteratorAwaitable<iterator>(); }
  auto end() noexcept { return iterator(); }

private:
  friend promise_type;
  explicit AsyncGenerator(std::coroutine_handle<promise_type>) {}
};
template <typename T>
AsyncGenerator<T> detail::AsyncGeneratorPromise<T>::get_return_object() {
  return AsyncGenerator<T>(
      std::coroutine_handle<AsyncGeneratorPromise>::from_promise(*this));
}
} // namespace QCoro

#define QCORO_FOREACH(var, container)                                          \
  for (auto it = co_await (container).begin(), end = (container).end();        \
       it != end; co_await ++it)                                               \
    if (var = *it; true)
