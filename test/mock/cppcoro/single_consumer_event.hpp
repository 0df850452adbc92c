// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/single_consumer_event.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/coroutine.hpp"

namespace cppcoro {
class single_consumer_event {
public:
  single_consumer_event(bool initiallySet = false) noexcept;
  bool is_set() const noexcept;
  void set();
  void reset() noexcept;

  auto operator co_await() noexcept {
    class awaiter {
    public:
      awaiter(single_consumer_event &event) : event_(event) {}
      bool await_ready() const noexcept { return event_.is_set(); }
      bool await_suspend(std::coroutine_handle<> awaiting) {
        return event_.register_awaiter(awaiting);
      }
      void await_resume() noexcept {}

    private:
      single_consumer_event &event_;
    };
    return awaiter{*this};
  }

private:
  bool register_awaiter(std::coroutine_handle<> awaiting);
};
} // namespace cppcoro
