// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/AsyncGenerator.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/Task.h"

namespace folly::coro {
namespace detail {
template <typename Reference, typename Value> class AsyncGeneratorPromise;
} // namespace detail

template <typename Reference, typename Value = std::remove_cvref_t<Reference>>
class [[nodiscard]] AsyncGenerator {
public:
  using promise_type = detail::AsyncGeneratorPromise<Reference, Value>;
  using value_type = Value;
  using reference = Reference;

private:
  using handle_t = coroutine_handle<promise_type>;

public:
  AsyncGenerator() noexcept : coro_() {}
  AsyncGenerator(AsyncGenerator &&other) noexcept
      : coro_(std::exchange(other.coro_, {})) {}
  AsyncGenerator &operator=(AsyncGenerator &&other) noexcept {
    std::swap(coro_, other.coro_);
    return *this;
  }
  ~AsyncGenerator() {
    if (coro_)
      coro_.destroy();
  }

  class NextResult {
  public:
    bool has_value() const noexcept { return value_; }
    explicit operator bool() const noexcept { return value_; }
    Reference value() const { return static_cast<Reference>(*value_); }
    Reference operator*() const { return value(); }
    std::remove_reference_t<Reference> *operator->() const { return value_; }

  private:
    std::remove_reference_t<Reference> *value_ = nullptr;
  };
  class NextAwaitable {
  public:
    explicit NextAwaitable(handle_t coro) noexcept : coro_(coro) {}
    bool await_ready() noexcept { return !coro_; }
    template <typename Promise>
    coroutine_handle<>
    await_suspend(coroutine_handle<Promise> continuation) noexcept {
      coro_.promise().setContinuation(continuation);
      return coro_;
    }
    NextResult await_resume() {
      coro_.promise().throwIfException();
      return {};
    }
    Try<NextResult> await_resume_try() noexcept { return {}; }

  private:
    handle_t coro_;
  };
  class NextSemiAwaitable {
  public:
    explicit NextSemiAwaitable(handle_t coro) noexcept : coro_(coro) {}
    NextAwaitable viaIfAsync(Executor::KeepAlive<> executor) noexcept {
      coro_.promise().setExecutor(std::move(executor));
      return NextAwaitable{coro_};
    }

  private:
    handle_t coro_;
  };
  NextSemiAwaitable next() noexcept { return NextSemiAwaitable{coro_}; }

  template <typename F, typename... A, typename F_, typename... A_>
  friend AsyncGenerator tag_invoke(tag_t<co_invoke_fn>,
                                   tag_t<AsyncGenerator, F, A...>, F_ f,
                                   A_... a) {
    auto inner = static_cast<F &&>(f)(static_cast<A &&>(a)...);
    while (auto item = co_await inner.next())
      co_yield *item;
  }

private:
  friend promise_type;
  explicit AsyncGenerator(handle_t coro) noexcept : coro_(coro) {}

  handle_t coro_;
};

namespace detail {
template <typename Reference, typename Value>
class AsyncGeneratorPromise final : public BasePromise {
  class YieldAwaiter {
  public:
    bool await_ready() noexcept { return false; }
    coroutine_handle<>
    await_suspend(coroutine_handle<AsyncGeneratorPromise> coro) noexcept {
      return coro.promise().continuation_;
    }
    void await_resume() noexcept {}
  };

public:
  AsyncGenerator<Reference, Value> get_return_object() noexcept {
    return AsyncGenerator<Reference, Value>{
        coroutine_handle<AsyncGeneratorPromise>::from_promise(*this)};
  }
  suspend_always initial_suspend() noexcept { return {}; }
  YieldAwaiter final_suspend() noexcept { return {}; }
  YieldAwaiter yield_value(Reference &&) { return {}; }
  YieldAwaiter yield_value(const Value &)
    requires(!std::is_reference_v<Reference> ||
             std::is_convertible_v<const Value &, Reference>)
  {
    return {};
  }
  YieldAwaiter yield_value(co_error) { return {}; }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }
  void return_void() noexcept {}
  void setContinuation(coroutine_handle<> next) { continuation_ = next; }
  void throwIfException() {
    if (exception_)
      std::rethrow_exception(exception_);
  }

private:
  std::exception_ptr exception_;
};
} // namespace detail
} // namespace folly::coro
