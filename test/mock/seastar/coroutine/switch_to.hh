// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/coroutine/switch_to.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/coroutine.hh>

namespace seastar::coroutine {
struct [[nodiscard("must co_await a switch_to object")]] switch_to final {
  explicit switch_to(scheduling_group new_sg) noexcept
      : _switch_to_sg(new_sg) {}
  switch_to(const switch_to &) = delete;
  bool await_ready() const noexcept {
    return current_scheduling_group() == _switch_to_sg;
  }
  template <typename T>
  void await_suspend(std::coroutine_handle<T> hndl) noexcept {
    schedule(&hndl.promise());
  }
  scheduling_group await_resume() { return _prev_sg; }

private:
  scheduling_group _prev_sg;
  scheduling_group _switch_to_sg;
};
} // namespace seastar::coroutine
