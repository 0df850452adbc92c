// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors unifex/task.hpp, just.hpp, then.hpp, let_value.hpp, when_all.hpp,
// sync_wait.hpp, v2/async_scope.hpp, spawn_detached.hpp, async_mutex.hpp,
// static_thread_pool.hpp and scheduler_concepts.hpp of libunifex.
#pragma once
#pragma GCC system_header

#include "stdexec/execution.hpp"

namespace unifex {
// Senders have the shape of those of stdexec.
namespace mock = stdexec::__mock;

namespace _task {
template <typename T> struct returned {
  template <typename U = T> void return_value(U &&) {}
};
template <> struct returned<void> {
  void return_void() noexcept {}
};
} // namespace _task

template <typename T> class [[nodiscard]] task {
public:
  using sender_concept = stdexec::sender_t;
  using values = std::conditional_t<
      std::is_void_v<T>, std::tuple<>,
      std::tuple<std::conditional_t<std::is_void_v<T>, int, T>>>;
  struct promise_type : _task::returned<T> {
    task get_return_object() noexcept {
      return task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { error_ = std::current_exception(); }
    template <typename Awaitable>
    decltype(auto) await_transform(Awaitable &&awaitable) {
      if constexpr (stdexec::sender<Awaitable>)
        return stdexec::as_awaitable(static_cast<Awaitable &&>(awaitable));
      else
        return static_cast<Awaitable &&>(awaitable);
    }
    std::exception_ptr error_;
  };

  task(task &&other) noexcept : coro_(std::exchange(other.coro_, {})) {}
  ~task() {
    if (coro_)
      coro_.destroy();
  }

private:
  explicit task(std::coroutine_handle<promise_type> coro) noexcept
      : coro_(coro) {}

  std::coroutine_handle<promise_type> coro_;
};

inline constexpr stdexec::just_t just{};
inline constexpr stdexec::then_t then{};
inline constexpr stdexec::let_value_t let_value{};
inline constexpr stdexec::when_all_t when_all{};
inline constexpr stdexec::schedule_t schedule{};
inline constexpr stdexec::starts_on_t on{};

template <typename Sender>
std::optional<std::tuple_element_t<0, mock::values_of<Sender>>>
sync_wait(Sender &&) {
  return {};
}

class static_thread_pool {
public:
  class scheduler {
  public:
    using scheduler_concept = stdexec::scheduler_t;
    mock::sender<> schedule() const { return {}; }
  };
  explicit static_thread_pool(unsigned threadCount);
  ~static_thread_pool();
  scheduler get_scheduler() noexcept { return {}; }
};

class async_mutex {
public:
  async_mutex() noexcept;
  ~async_mutex();
  [[nodiscard]] bool try_lock() noexcept;
  [[nodiscard]] mock::sender<> async_lock() noexcept { return {}; }
  void unlock() noexcept;
};

namespace v2 {
struct async_scope {
  async_scope() noexcept;
  ~async_scope();
  [[nodiscard]] mock::sender<> join() noexcept { return {}; }
};
} // namespace v2
inline namespace v1 {
struct async_scope {
  async_scope() noexcept;
  ~async_scope();
  template <typename Sender> void detached_spawn(Sender &&) {}
  [[nodiscard]] mock::sender<> complete() noexcept { return {}; }
  [[nodiscard]] mock::sender<> cleanup() noexcept { return {}; }
};
} // namespace v1
template <typename Sender, typename Scope>
void spawn_detached(Sender &&, Scope &) {}
} // namespace unifex
