// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors async_simple/coro/Lazy.h.
#pragma once
#pragma GCC system_header

#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>

namespace async_simple {
namespace detail {
[[noreturn]] void notLinked();
}
// Mirrors async_simple/Executor.h.
class Executor {
public:
  virtual ~Executor();
  virtual bool currentThreadInExecutor() const = 0;
};
// Mirrors async_simple/Try.h.
template <typename T> class Try {
public:
  bool hasError() const;
  T &value() { detail::notLinked(); }
  std::exception_ptr getException() const;
};
template <> class Try<void> {
public:
  bool hasError() const;
  void value();
  std::exception_ptr getException() const;
};

namespace coro {
template <typename T = void> class Lazy;
template <typename T> class RescheduleLazy;

namespace detail {
using async_simple::detail::notLinked;

class LazyPromiseBase {
public:
  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <typename P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
      return h.promise()._continuation;
    }
    void await_resume() noexcept {}
  };
  std::suspend_always initial_suspend() noexcept { return {}; }
  FinalAwaiter final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { _error = std::current_exception(); }
  std::coroutine_handle<> _continuation;
  std::exception_ptr _error;
};
template <typename T> class LazyPromise : public LazyPromiseBase {
public:
  Lazy<T> get_return_object() noexcept { return Lazy<T>(); }
  template <typename V> void return_value(V &&value) {}
};
template <> class LazyPromise<void> : public LazyPromiseBase {
public:
  Lazy<void> get_return_object() noexcept;
  void return_void() noexcept {}
};
template <typename T> struct ValueAwaiter {
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) noexcept {
    return h;
  }
  T await_resume() { notLinked(); }
};
} // namespace detail

template <typename T> class [[nodiscard]] Lazy {
  std::coroutine_handle<> _coro;

public:
  using promise_type = detail::LazyPromise<T>;
  using ValueType = T;
  Lazy() noexcept = default;
  Lazy(Lazy &&other) noexcept : _coro(std::exchange(other._coro, nullptr)) {}
  ~Lazy() {
    if (_coro)
      _coro.destroy();
  }
  RescheduleLazy<T> via(Executor *ex) && { return RescheduleLazy<T>(); }
  template <typename F> void start(F &&callback) {}
  Executor *getExecutor();
  auto operator co_await() { return detail::ValueAwaiter<T>(); }
  auto coAwaitTry() { return detail::ValueAwaiter<Try<T>>(); }
};
inline Lazy<void> detail::LazyPromise<void>::get_return_object() noexcept {
  return Lazy<void>();
}
template <typename T> class [[nodiscard]] RescheduleLazy {
  std::coroutine_handle<> _coro;

public:
  RescheduleLazy() noexcept = default;
  RescheduleLazy(RescheduleLazy &&other) noexcept
      : _coro(std::exchange(other._coro, nullptr)) {}
  ~RescheduleLazy() {
    if (_coro)
      _coro.destroy();
  }
  template <typename F> void start(F &&callback) {}
  void detach() {}
  auto operator co_await() { return detail::ValueAwaiter<T>(); }
};
} // namespace coro
} // namespace async_simple
