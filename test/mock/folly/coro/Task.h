// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Task.h and BasePromise.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/CurrentExecutor.h"
#include "folly/coro/Invoke.h"
#include "folly/coro/Result.h"
#include "folly/coro/ViaIfAsync.h"
#include "folly/futures/Future.h"

namespace folly::coro {
template <typename T = void> class Task;
template <typename T = void> class TaskWithExecutor;

namespace detail {
class BasePromise {
public:
  template <typename Awaitable> auto await_transform(Awaitable &&awaitable) {
    return folly_cpo__::co_viaIfAsync(
        executor_.get_alias(),
        folly_cpo__::co_withCancellation(cancelToken_,
                                         static_cast<Awaitable &&>(awaitable)));
  }
  auto await_transform(co_current_executor_t) noexcept {
    return ready_awaitable<Executor *>{executor_.get()};
  }
  auto await_transform(co_current_cancellation_token_t) noexcept {
    return ready_awaitable<const CancellationToken &>{cancelToken_};
  }
  void setCancellationToken(CancellationToken token) noexcept {
    cancelToken_ = std::move(token);
  }
  void setExecutor(Executor::KeepAlive<> executor) {
    executor_ = std::move(executor);
  }

protected:
  coroutine_handle<> continuation_;
  Executor::KeepAlive<> executor_;
  CancellationToken cancelToken_;
};

class TaskPromiseBase : public BasePromise {
protected:
  class FinalAwaiter {
  public:
    bool await_ready() noexcept { return false; }
    template <typename Promise>
    coroutine_handle<> await_suspend(coroutine_handle<Promise> coro) noexcept {
      return coro.promise().continuation();
    }
    [[noreturn]] void await_resume() noexcept { folly::detail::not_linked(); }
  };

public:
  suspend_always initial_suspend() noexcept { return {}; }
  FinalAwaiter final_suspend() noexcept { return {}; }
  coroutine_handle<> continuation() { return continuation_; }
  void setContinuation(coroutine_handle<> next) { continuation_ = next; }
  auto await_transform(co_safe_point_t) noexcept { return ready_awaitable<>{}; }
  using BasePromise::await_transform;
};

template <typename T>
using stored = std::conditional_t<std::is_lvalue_reference_v<T>,
                                  std::remove_reference_t<T> *, T>;

template <typename T> class TaskPromise final : public TaskPromiseBase {
public:
  using StorageType = stored<T>;

  Task<T> get_return_object() noexcept;
  void unhandled_exception() noexcept {
    result_.emplaceException(std::current_exception());
  }
  template <typename U = T>
    requires std::is_convertible_v<U &&, T>
  void return_value(U &&value) {
    if constexpr (std::is_lvalue_reference_v<T>)
      result_.emplace(&value);
    else
      result_.emplace(static_cast<U &&>(value));
  }
  FinalAwaiter yield_value(co_error ex) {
    result_.emplaceException(std::move(ex.exception()));
    return final_suspend();
  }
  FinalAwaiter yield_value(co_result<StorageType> &&result) {
    result_ = std::move(result.result());
    return final_suspend();
  }
  Try<StorageType> &result() { return result_; }

private:
  Try<StorageType> result_;
};

template <> class TaskPromise<void> final : public TaskPromiseBase {
public:
  using StorageType = void;

  Task<void> get_return_object() noexcept;
  void unhandled_exception() noexcept {
    result_.emplaceException(std::current_exception());
  }
  void return_void() noexcept {}
  FinalAwaiter yield_value(co_error ex) {
    result_.emplaceException(std::move(ex.exception()));
    return final_suspend();
  }
  FinalAwaiter yield_value(co_result<void> &&) { return final_suspend(); }
  FinalAwaiter yield_value(co_result<Unit> &&) { return final_suspend(); }
  Try<void> &result() { return result_; }

private:
  Try<void> result_;
};

template <typename T> class TaskAwaiter {
public:
  explicit TaskAwaiter(coroutine_handle<TaskPromise<T>> coro) noexcept
      : coro_(coro) {}
  TaskAwaiter(TaskAwaiter &&other) noexcept
      : coro_(std::exchange(other.coro_, {})) {}
  ~TaskAwaiter() {
    if (coro_)
      coro_.destroy();
  }
  bool await_ready() noexcept { return false; }
  template <typename Promise>
  coroutine_handle<>
  await_suspend(coroutine_handle<Promise> continuation) noexcept {
    coro_.promise().setContinuation(continuation);
    return coro_;
  }
  T await_resume() {
    if constexpr (std::is_lvalue_reference_v<T>)
      return *std::move(coro_.promise().result()).value();
    else
      return std::move(coro_.promise().result()).value();
  }
  Try<typename TaskPromise<T>::StorageType> await_resume_try() noexcept {
    return std::move(coro_.promise().result());
  }

private:
  coroutine_handle<TaskPromise<T>> coro_;
};
} // namespace detail

template <typename T> class [[nodiscard]] TaskWithExecutor {
  using handle_t = coroutine_handle<detail::TaskPromise<T>>;
  using StorageType = typename detail::TaskPromise<T>::StorageType;

public:
  ~TaskWithExecutor() {
    if (coro_)
      coro_.destroy();
  }
  TaskWithExecutor(TaskWithExecutor &&t) noexcept
      : coro_(std::exchange(t.coro_, {})) {}
  TaskWithExecutor &operator=(TaskWithExecutor t) noexcept {
    std::swap(coro_, t.coro_);
    return *this;
  }
  Executor *executor() const noexcept;

  SemiFuture<lift_unit_t<StorageType>> start() && {
    folly::detail::not_linked();
  }
  template <typename F> void start(F &&tryCallback, CancellationToken = {}) && {
    static_cast<F &&>(tryCallback)(Try<StorageType>());
  }
  SemiFuture<lift_unit_t<StorageType>> startInlineUnsafe() && {
    folly::detail::not_linked();
  }

  auto operator co_await() && noexcept {
    return detail::TaskAwaiter<T>{std::exchange(coro_, {})};
  }
  friend TaskWithExecutor
  co_withCancellation(CancellationToken token,
                      TaskWithExecutor &&task) noexcept {
    task.coro_.promise().setCancellationToken(std::move(token));
    return std::move(task);
  }

private:
  friend class Task<T>;
  explicit TaskWithExecutor(handle_t coro) noexcept : coro_(coro) {}

  handle_t coro_;
};

template <typename T> class [[nodiscard]] Task {
public:
  using promise_type = detail::TaskPromise<T>;
  using StorageType = typename promise_type::StorageType;

private:
  using handle_t = coroutine_handle<promise_type>;
  TaskWithExecutor<T> asTaskWithExecutor() && {
    return TaskWithExecutor<T>{std::exchange(coro_, {})};
  }

public:
  Task(const Task &t) = delete;
  Task(Task &&t) noexcept : coro_(std::exchange(t.coro_, {})) {}
  ~Task() {
    if (coro_)
      coro_.destroy();
  }
  Task &operator=(Task t) noexcept {
    swap(t);
    return *this;
  }
  void swap(Task &t) noexcept { std::swap(coro_, t.coro_); }

  friend TaskWithExecutor<T> co_withExecutor(Executor::KeepAlive<> executor,
                                             Task task) noexcept {
    task.coro_.promise().setExecutor(std::move(executor));
    return std::move(task).asTaskWithExecutor();
  }
  TaskWithExecutor<T> scheduleOn(Executor::KeepAlive<> executor) && noexcept {
    return co_withExecutor(std::move(executor), std::move(*this));
  }
  SemiFuture<lift_unit_t<StorageType>> semi() && {
    folly::detail::not_linked();
  }

  friend auto co_viaIfAsync(Executor::KeepAlive<> executor,
                            Task<T> &&t) noexcept {
    t.coro_.promise().setExecutor(std::move(executor));
    return detail::TaskAwaiter<T>{std::exchange(t.coro_, {})};
  }
  friend Task co_withCancellation(CancellationToken token,
                                  Task &&task) noexcept {
    task.coro_.promise().setCancellationToken(std::move(token));
    return std::move(task);
  }
  template <typename F, typename... A, typename F_, typename... A_>
  friend Task tag_invoke(tag_t<co_invoke_fn>, tag_t<Task, F, A...>, F_ f,
                         A_... a) {
    co_yield co_result(
        co_await co_awaitTry(static_cast<F &&>(f)(static_cast<A &&>(a)...)));
  }

private:
  template <typename> friend class detail::TaskPromise;
  Task(handle_t coro) noexcept : coro_(coro) {}

  handle_t coro_;
};

namespace detail {
template <typename T> Task<T> TaskPromise<T>::get_return_object() noexcept {
  return Task<T>{coroutine_handle<TaskPromise>::from_promise(*this)};
}
inline Task<void> TaskPromise<void>::get_return_object() noexcept {
  return Task<void>{coroutine_handle<TaskPromise>::from_promise(*this)};
}
} // namespace detail

template <typename T> Task<T> makeTask(T t) { co_return t; }
inline Task<void> makeTask() { co_return; }
template <typename T> Task<T> makeErrorTask(exception_wrapper ew) {
  co_yield co_error(std::move(ew));
}
template <typename T> Task<drop_unit_t<T>> makeResultTask(Try<T> t) {
  co_yield co_result(std::move(t));
}
} // namespace folly::coro
