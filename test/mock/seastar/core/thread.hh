// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/thread.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>

namespace seastar {
class thread_attributes {
public:
  scheduling_group sched_group;
  size_t stack_size = 0;
};

class thread {
  void *_context = nullptr;

public:
  thread() = default;
  template <typename Func> thread(Func func) { internal::not_linked(); }
  template <typename Func> thread(thread_attributes attr, Func func) {
    internal::not_linked();
  }
  thread(thread &&x) noexcept;
  thread &operator=(thread &&x) noexcept;
  ~thread();
  future<> join();
  static void yield();
  static bool should_yield();
  static void maybe_yield();
  static bool running_in_thread();
};

template <typename Func, typename... Args>
futurize_t<std::invoke_result_t<std::decay_t<Func>, std::decay_t<Args>...>>
async(thread_attributes attr, Func &&func, Args &&...args) noexcept {
  internal::not_linked();
}
template <typename Func, typename... Args>
futurize_t<std::invoke_result_t<std::decay_t<Func>, std::decay_t<Args>...>>
async(Func &&func, Args &&...args) noexcept {
  internal::not_linked();
}
} // namespace seastar
