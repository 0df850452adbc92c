// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors tmc/all_headers.hpp of TooManyCooks: task.hpp, spawn.hpp,
// spawn_tuple.hpp, spawn_many.hpp, fork_group.hpp, sync.hpp, mutex.hpp,
// ex_cpu.hpp, aw_resume_on.hpp, current.hpp.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <coroutine>
#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tmc {
class ex_any;
class ex_cpu {
public:
  void init();
  void teardown();
  ex_any *type_erased();
};
ex_cpu &cpu_executor();
ex_any *current_executor();

namespace detail {
// The body of a template that user types without linkage can reach: such a
// function must be defined where it is used.
[[noreturn]] void not_linked();

template <typename T> struct returned {
  void return_value(const T &) {}
  void return_value(T &&) {}
};
template <> struct returned<void> {
  void return_void() {}
};
template <typename Result> struct awaiter {
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
    return std::noop_coroutine();
  }
  Result await_resume() { not_linked(); }
};
template <typename Result> class [[nodiscard]] forked {
public:
  awaiter<Result> operator co_await() && noexcept { return {}; }
};
template <typename T>
using result_of =
    decltype(std::declval<T>().operator co_await().await_resume());
} // namespace detail

// An exception that leaves a task ends the process.
template <typename Result> struct task_promise : detail::returned<Result> {
  auto get_return_object() noexcept;
  std::suspend_always initial_suspend() const noexcept { return {}; }
  std::suspend_always final_suspend() const noexcept { return {}; }
  [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }
};

template <typename Result> struct [[nodiscard]] task {
  using promise_type = task_promise<Result>;

  task(task &&other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  ~task();
  detail::awaiter<Result> operator co_await() && noexcept { return {}; }
  template <typename Exec> task &resume_on(Exec &&) & noexcept { return *this; }
  template <typename Exec> task &&resume_on(Exec &&) && noexcept {
    return std::move(*this);
  }

private:
  friend promise_type;
  explicit task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};
template <typename Result>
auto task_promise<Result>::get_return_object() noexcept {
  return task<Result>(std::coroutine_handle<task_promise>::from_promise(*this));
}

// Started by exactly one of an await, fork() and detach().
template <typename Awaitable, typename Result> class [[nodiscard]] aw_spawn {
public:
  detail::awaiter<Result> operator co_await() && noexcept { return {}; }
  template <typename Exec> aw_spawn &&run_on(Exec &&) && {
    return std::move(*this);
  }
  template <typename Exec> aw_spawn &&resume_on(Exec &&) && {
    return std::move(*this);
  }
  void detach() {}
  [[nodiscard]] detail::forked<Result> fork() && { return {}; }
};
template <typename Awaitable>
aw_spawn<std::decay_t<Awaitable>, detail::result_of<Awaitable>>
spawn(Awaitable &&) {
  return {};
}
template <typename... Awaitables>
aw_spawn<std::tuple<std::decay_t<Awaitables>...>,
         std::tuple<detail::result_of<Awaitables>...>>
spawn_tuple(Awaitables &&...) {
  return {};
}

template <typename E, typename Work> void post(E &, Work &&) {}
template <typename E, typename Result>
[[nodiscard]] std::future<Result> post_waitable(E &, task<Result> &&) {
  detail::not_linked();
}
int async_main(task<int> &&clientMainTask);

template <typename Exec> detail::forked<void> resume_on(Exec &&) { return {}; }

class [[nodiscard]] mutex_scope {
public:
  mutex_scope(mutex_scope &&other) noexcept;
  ~mutex_scope();
};
class mutex {
  struct aw_lock_scope {
    detail::awaiter<mutex_scope> operator co_await() && noexcept { return {}; }
  };

public:
  bool try_lock() noexcept;
  void unlock() noexcept;
  detail::awaiter<void> operator co_await() noexcept { return {}; }
  [[nodiscard]] aw_lock_scope lock_scope() noexcept { return {}; }
};
} // namespace tmc
