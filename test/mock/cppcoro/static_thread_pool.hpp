// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/static_thread_pool.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/coroutine.hpp"
#include <cstdint>

namespace cppcoro {
class static_thread_pool {
public:
  static_thread_pool();
  explicit static_thread_pool(std::uint32_t threadCount);
  ~static_thread_pool();

  class schedule_operation {
  public:
    schedule_operation(static_thread_pool *tp) noexcept : pool_(tp) {}
    bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept;
    void await_resume() noexcept {}

  private:
    static_thread_pool *pool_;
  };

  std::uint32_t thread_count() const noexcept;
  [[nodiscard]] schedule_operation schedule() noexcept {
    return schedule_operation{this};
  }
};
} // namespace cppcoro
