// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors qcoro/qcorotask.h, qcorolazytask.h and their parts in qcoro/impl.
// A task starts at once and is owned by its coroutine as much as by whoever
// holds it: dropping it lets it run on.
#pragma once
#pragma GCC system_header

#include "QtCore/qfuture.h"
#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>

namespace QCoro {
template <typename T = void> class Task;
template <typename T = void> class LazyTask;

namespace detail {
// Types of Qt that a coroutine may await, and how.
template <typename T> struct awaiter_type;
template <typename T> using awaiter_type_t = typename awaiter_type<T>::type;

template <typename T>
concept Awaitable = requires(T value) {
  value.await_ready();
} || requires(T &&value) { static_cast<T &&>(value).operator co_await(); };

template <typename T> struct returned {
  void return_value(T &&) noexcept {}
  void return_value(const T &) noexcept {}
  T &result();
};
template <> struct returned<void> {
  void return_void() noexcept {}
  void result();
};

class TaskPromiseBase {
public:
  std::suspend_never initial_suspend() const noexcept { return {}; }
  auto final_suspend() const noexcept {
    struct TaskFinalSuspend {
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<>) noexcept {}
      constexpr void await_resume() const noexcept {}
    };
    return TaskFinalSuspend{};
  }
  template <typename T,
            typename Awaiter = awaiter_type_t<std::remove_cvref_t<T>>>
  auto await_transform(T &&value) {
    return Awaiter{std::forward<T>(value)};
  }
  template <Awaitable T> auto &&await_transform(T &&awaitable) {
    return std::forward<T>(awaitable);
  }
  template <Awaitable T> auto &await_transform(T &awaitable) {
    return awaitable;
  }
};

template <typename T>
class TaskPromise : public TaskPromiseBase, public returned<T> {
public:
  Task<T> get_return_object() noexcept;
  void unhandled_exception() { exception_ = std::current_exception(); }

private:
  std::exception_ptr exception_;
};
template <typename T> class LazyTaskPromise : public TaskPromise<T> {
public:
  LazyTask<T> get_return_object() noexcept;
  std::suspend_always initial_suspend() const noexcept { return {}; }
};

template <typename T> struct isTask : std::false_type {};
template <typename T> struct isTask<Task<T>> : std::true_type {};

template <typename T, typename Callback> auto continued() {
  if constexpr (std::is_invocable_v<Callback>)
    return std::type_identity<std::invoke_result_t<Callback>>();
  else
    return std::type_identity<std::invoke_result_t<Callback, T>>();
}
template <typename R>
using task_of = std::conditional_t<isTask<R>::value, R, Task<R>>;

template <typename T, typename PromiseType> class TaskBase {
public:
  TaskBase() noexcept = default;
  explicit TaskBase(std::coroutine_handle<PromiseType> coroutine)
      : coroutine_(coroutine) {}
  TaskBase(const TaskBase &) = delete;
  TaskBase &operator=(const TaskBase &) = delete;
  TaskBase(TaskBase &&other) noexcept
      : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  TaskBase &operator=(TaskBase &&other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  virtual ~TaskBase() {}
  bool isReady() const;
  auto operator co_await() const noexcept {
    struct TaskAwaiter {
      std::coroutine_handle<PromiseType> coroutine;
      bool await_ready() const noexcept {
        return !coroutine || coroutine.done();
      }
      void await_suspend(std::coroutine_handle<>) noexcept {}
      T await_resume() {
        if constexpr (std::is_void_v<T>)
          coroutine.promise().result();
        else
          return std::move(coroutine.promise().result());
      }
    };
    return TaskAwaiter{coroutine_};
  }
  template <typename ThenCallback>
  auto then(ThenCallback &&)
      -> task_of<typename decltype(continued<T, ThenCallback>())::type> {
    qt_mock::not_linked();
  }
  template <typename ThenCallback, typename ErrorCallback>
  auto then(ThenCallback &&, ErrorCallback &&)
      -> task_of<typename decltype(continued<T, ThenCallback>())::type> {
    qt_mock::not_linked();
  }

private:
  std::coroutine_handle<PromiseType> coroutine_;
};
} // namespace detail

template <typename T>
class Task final : public detail::TaskBase<T, detail::TaskPromise<T>> {
public:
  using promise_type = detail::TaskPromise<T>;
  using value_type = T;
  using detail::TaskBase<T, promise_type>::TaskBase;
};
template <typename T>
class LazyTask final : public detail::TaskBase<T, detail::LazyTaskPromise<T>> {
public:
  using promise_type = detail::LazyTaskPromise<T>;
  using value_type = T;
  using detail::TaskBase<T, promise_type>::TaskBase;
};

template <typename T>
Task<T> detail::TaskPromise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
template <typename T>
LazyTask<T> detail::LazyTaskPromise<T>::get_return_object() noexcept {
  return LazyTask<T>(
      std::coroutine_handle<LazyTaskPromise>::from_promise(*this));
}

// Runs an event loop of its own until the task is done.
template <typename T> T waitFor(Task<T> &) { qt_mock::not_linked(); }
template <typename T> T waitFor(Task<T> &&) { qt_mock::not_linked(); }

template <typename T, typename QObjectSubclass, typename Callback>
void connect(Task<T> &&, QObjectSubclass *, Callback) {}
} // namespace QCoro
