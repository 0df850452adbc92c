// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors drogon/utils/coroutine.h.
#pragma once
#pragma GCC system_header

#include "trantor/net/EventLoop.h"
#include <coroutine>
#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>

namespace drogon {
namespace internal {
// The body of a template that user types without linkage can reach: such a
// function must be defined where it is used.
[[noreturn]] void not_linked();

template <typename T> auto getAwaiter(T &&value) {
  return static_cast<T &&>(value).operator co_await();
}
} // namespace internal

template <typename T>
using await_result_t =
    decltype(internal::getAwaiter(std::declval<T>()).await_resume());

struct final_awaiter {
  bool await_ready() noexcept { return false; }
  template <typename T>
  auto await_suspend(std::coroutine_handle<T> handle) noexcept {
    return handle.promise().continuation_;
  }
  void await_resume() noexcept {}
};

template <typename Promise> struct task_awaiter {
  using handle_type = std::coroutine_handle<Promise>;
  explicit task_awaiter(handle_type coro) : coro_(coro) {}
  bool await_ready() noexcept { return !coro_ || coro_.done(); }
  auto await_suspend(std::coroutine_handle<> handle) noexcept {
    coro_.promise().continuation_ = handle;
    return coro_;
  }
  auto await_resume() {
    if constexpr (std::is_void_v<decltype(coro_.promise().result())>)
      coro_.promise().result();
    else
      return std::move(coro_.promise().result());
  }

private:
  handle_type coro_;
};

namespace internal {
template <typename T> struct returned {
  void return_value(const T &) {}
  void return_value(T &&) {}
  T &result() { not_linked(); }
};
template <> struct returned<void> {
  void return_void() {}
  void result() {
    if (exception_)
      std::rethrow_exception(exception_);
  }
  std::exception_ptr exception_;
};
} // namespace internal

template <typename T = void> struct [[nodiscard]] Task {
  struct promise_type;
  using handle_type = std::coroutine_handle<promise_type>;

  Task(handle_type h) : coro_(h) {}
  Task(const Task &) = delete;
  Task(Task &&other) noexcept : coro_(std::exchange(other.coro_, nullptr)) {}
  Task &operator=(const Task &) = delete;
  Task &operator=(Task &&other) noexcept {
    std::swap(coro_, other.coro_);
    return *this;
  }
  ~Task() {
    if (coro_)
      coro_.destroy();
  }

  struct promise_type : internal::returned<T> {
    Task get_return_object() { return Task{handle_type::from_promise(*this)}; }
    std::suspend_always initial_suspend() { return {}; }
    auto final_suspend() noexcept { return final_awaiter{}; }
    void unhandled_exception() { error_ = std::current_exception(); }
    std::exception_ptr error_;
    std::coroutine_handle<> continuation_{std::noop_coroutine()};
  };

  auto operator co_await() const noexcept { return task_awaiter(coro_); }

  handle_type coro_;
};

// Starts at once; an exception that leaves it ends the process.
struct AsyncTask {
  struct promise_type;
  using handle_type = std::coroutine_handle<promise_type>;
  AsyncTask() = default;
  AsyncTask(handle_type h) : coro_(h) {}
  AsyncTask(const AsyncTask &) = delete;
  AsyncTask(AsyncTask &&other) noexcept
      : coro_(std::exchange(other.coro_, nullptr)) {}

  struct promise_type {
    AsyncTask get_return_object() noexcept {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void unhandled_exception() { std::terminate(); }
    void return_void() noexcept {}
  };

  handle_type coro_;
};

template <typename T = void> struct CallbackAwaiter {
  bool await_ready() noexcept { return false; }
  const T &await_resume() const noexcept(false) {
    if (exception_)
      std::rethrow_exception(exception_);
    internal::not_linked();
  }

protected:
  void setException(const std::exception_ptr &e) { exception_ = e; }
  void setValue(const T &) {}
  void setValue(T &&) {}

private:
  std::exception_ptr exception_{nullptr};
};
template <> struct CallbackAwaiter<void> {
  bool await_ready() noexcept { return false; }
  void await_resume() noexcept(false) {
    if (exception_)
      std::rethrow_exception(exception_);
  }

protected:
  void setException(const std::exception_ptr &e) { exception_ = e; }

private:
  std::exception_ptr exception_{nullptr};
};

template <typename Await> auto sync_wait(Await &&) -> await_result_t<Await> {
  internal::not_linked();
}
template <typename Await>
auto co_future(Await &&) noexcept -> std::future<await_result_t<Await>> {
  internal::not_linked();
}

namespace internal {
struct [[nodiscard]] TimerAwaiter : CallbackAwaiter<void> {
  void await_suspend(std::coroutine_handle<> handle);
};
struct [[nodiscard]] LoopAwaiter : CallbackAwaiter<void> {
  void await_suspend(std::coroutine_handle<> handle);
};
struct [[nodiscard]] SwitchThreadAwaiter : CallbackAwaiter<void> {
  void await_suspend(std::coroutine_handle<> handle);
};
} // namespace internal

internal::TimerAwaiter
sleepCoro(trantor::EventLoop *loop,
          const std::chrono::duration<double, std::ratio<1>> &delay) noexcept;
internal::TimerAwaiter sleepCoro(trantor::EventLoop *loop,
                                 double delay) noexcept;
internal::LoopAwaiter queueInLoopCoro(trantor::EventLoop *workLoop,
                                      std::function<void()> taskFunc,
                                      trantor::EventLoop *resumeLoop = nullptr);
internal::SwitchThreadAwaiter
switchThreadCoro(trantor::EventLoop *loop) noexcept;

// Runs the callable, which it keeps until what that returns is done.
template <typename Coro> void async_run(Coro &&coro) {
  auto functor = [](std::decay_t<Coro> coro) -> AsyncTask {
    auto frame = coro();
    co_await frame;
  };
  functor(std::forward<Coro>(coro));
}

class Mutex final {
public:
  Mutex() noexcept {}
  Mutex(const Mutex &) = delete;
  ~Mutex();
  bool try_lock() noexcept;
  void unlock() noexcept;
  class ScopedCoroMutexAwaiter {
  public:
    explicit ScopedCoroMutexAwaiter(Mutex &mutex) noexcept : mutex_(mutex) {}
    bool await_ready() noexcept { return mutex_.try_lock(); }
    bool await_suspend(std::coroutine_handle<> handle) noexcept;
    std::unique_lock<Mutex> await_resume() noexcept;

  private:
    Mutex &mutex_;
  };
  [[nodiscard]] ScopedCoroMutexAwaiter
  scoped_lock(trantor::EventLoop * = nullptr) noexcept {
    return ScopedCoroMutexAwaiter(*this);
  }
};

template <typename... Tasks>
Task<std::tuple<std::conditional_t<std::is_void_v<await_result_t<Tasks>>,
                                   std::false_type, await_result_t<Tasks>>...>>
when_all(Tasks...) {
  internal::not_linked();
}
} // namespace drogon
