// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors coro/thread_pool.hpp.
#pragma once
#pragma GCC system_header

#include <coro/task.hpp>

#include "std_forward.hpp"

namespace coro {
class thread_pool {
public:
  class schedule_operation {
  public:
    auto await_ready() noexcept -> bool { return false; }
    auto await_suspend(std::coroutine_handle<> awaiting) noexcept -> void;
    auto await_resume() noexcept -> void {}
  };
  thread_pool(const thread_pool &) = delete;
  ~thread_pool();
  [[nodiscard]] auto schedule() -> schedule_operation;
  auto spawn_detached(coro::task<void> &&task) noexcept -> bool;
  auto spawn_joinable(coro::task<void> &&task) noexcept -> coro::task<void>;
  template <typename return_type>
  [[nodiscard]] auto schedule(coro::task<return_type> task)
      -> coro::task<return_type> {
    detail::not_linked();
  }
  [[nodiscard]] auto yield() -> schedule_operation { return schedule(); }
  auto shutdown() noexcept -> void;
};
} // namespace coro
