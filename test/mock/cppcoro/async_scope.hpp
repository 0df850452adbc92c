// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/async_scope.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/coroutine.hpp"
#include <exception>
#include <type_traits>
#include <utility>

namespace cppcoro {
class async_scope {
public:
  async_scope() noexcept;
  ~async_scope();

  template <typename Awaitable> void spawn(Awaitable &&awaitable) {
    run(this, std::decay_t<Awaitable>(std::forward<Awaitable>(awaitable)));
  }

  [[nodiscard]] auto join() noexcept {
    class awaiter {
    public:
      awaiter(async_scope *scope) noexcept : scope_(scope) {}
      bool await_ready() noexcept { return scope_->is_empty(); }
      bool await_suspend(std::coroutine_handle<> continuation) noexcept {
        return scope_->set_continuation(continuation);
      }
      void await_resume() noexcept {}

    private:
      async_scope *scope_;
    };
    return awaiter{this};
  }

private:
  struct oneway_task {
    struct promise_type {
      std::suspend_never initial_suspend() { return {}; }
      std::suspend_never final_suspend() noexcept { return {}; }
      void unhandled_exception() { std::terminate(); }
      oneway_task get_return_object() { return {}; }
      void return_void() {}
    };
  };

  // Starts at once; an exception that leaves the awaitable terminates.
  template <typename Awaitable>
  static oneway_task run(async_scope *scope, Awaitable awaitable) {
    scope->on_work_started();
    co_await std::move(awaitable);
    scope->on_work_finished();
  }

  void on_work_started() noexcept;
  void on_work_finished() noexcept;
  bool is_empty() const noexcept;
  bool set_continuation(std::coroutine_handle<> continuation) noexcept;
};
} // namespace cppcoro
