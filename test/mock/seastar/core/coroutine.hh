// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/coroutine.hh.
#pragma once
#pragma GCC system_header

#include <coroutine>
#include <seastar/core/future.hh>
#include <seastar/coroutine/exception.hh>

namespace seastar {
namespace internal {
template <typename T = void> class coroutine_traits_base {
public:
  class promise_type final : public seastar::task {
    seastar::promise<T> _promise;

  public:
    promise_type() = default;
    promise_type(promise_type &&) = delete;
    promise_type(const promise_type &) = delete;

    void return_value(T &&value) noexcept {
      _promise.set_value(std::forward<T>(value));
    }
    template <typename U>
      requires std::is_convertible_v<U &&, T>
    void return_value(U &&value) noexcept {
      _promise.set_value(std::forward<U>(value));
    }
    void return_value(coroutine::exception ce) noexcept {
      _promise.set_exception(std::move(ce.eptr));
    }
    void set_exception(std::exception_ptr &&eptr) noexcept {
      _promise.set_exception(std::move(eptr));
    }
    void unhandled_exception() noexcept {
      _promise.set_exception(std::current_exception());
    }
    seastar::future<T> get_return_object() noexcept {
      return _promise.get_future();
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void run_and_dispose() noexcept override {
      std::coroutine_handle<promise_type>::from_promise(*this).resume();
    }
    task *waiting_task() noexcept override { return _promise.waiting_task(); }
  };
};

template <> class coroutine_traits_base<> {
public:
  class promise_type final : public seastar::task {
    seastar::promise<> _promise;

  public:
    promise_type() = default;
    promise_type(promise_type &&) = delete;
    promise_type(const promise_type &) = delete;

    void return_void() noexcept { _promise.set_value(); }
    void set_exception(std::exception_ptr &&eptr) noexcept {
      _promise.set_exception(std::move(eptr));
    }
    void unhandled_exception() noexcept {
      _promise.set_exception(std::current_exception());
    }
    seastar::future<> get_return_object() noexcept {
      return _promise.get_future();
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void run_and_dispose() noexcept override {
      std::coroutine_handle<promise_type>::from_promise(*this).resume();
    }
    task *waiting_task() noexcept override { return _promise.waiting_task(); }
  };
};

template <bool CheckPreempt, typename T> struct awaiter {
  seastar::future<T> _future;

  explicit awaiter(seastar::future<T> &&f) noexcept : _future(std::move(f)) {}
  awaiter(const awaiter &) = delete;
  awaiter(awaiter &&) = delete;
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
  T await_resume() { return static_cast<T>(_future.get()); }
};
template <bool CheckPreempt> struct awaiter<CheckPreempt, void> {
  seastar::future<> _future;

  explicit awaiter(seastar::future<> &&f) noexcept : _future(std::move(f)) {}
  awaiter(const awaiter &) = delete;
  awaiter(awaiter &&) = delete;
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
  void await_resume() { _future.get(); }
};

template <typename T>
struct [[nodiscard]] without_preemption_check : public seastar::future<T> {
  explicit without_preemption_check(seastar::future<T> &&f) noexcept
      : seastar::future<T>(std::move(f)) {}
};
} // namespace internal

template <typename T> auto operator co_await(future<T> &&f) noexcept {
  return internal::awaiter<true, T>(std::move(f));
}

namespace coroutine {
template <typename T>
auto without_preemption_check(seastar::future<T> &&f) noexcept {
  return internal::without_preemption_check<T>(std::move(f));
}

template <typename Func> class lambda {
  Func *_func;

public:
  explicit lambda(Func &&func) : _func(&func) {}
  template <typename... Args> decltype(auto) operator()(Args &&...args) const {
    return (*_func)(std::forward<Args>(args)...);
  }
};
} // namespace coroutine

template <typename T>
auto operator co_await(internal::without_preemption_check<T> f) noexcept {
  return internal::awaiter<false, T>(std::move(f));
}
} // namespace seastar

template <typename T, typename... Args>
struct std::coroutine_traits<seastar::future<T>, Args...>
    : public seastar::internal::coroutine_traits_base<T> {};
