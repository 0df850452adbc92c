// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/shared_mutex.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>

namespace seastar {
class shared_mutex {
public:
  shared_mutex() = default;
  shared_mutex(shared_mutex &&) = default;
  shared_mutex &operator=(shared_mutex &&) = default;
  shared_mutex(const shared_mutex &) = delete;
  void operator=(const shared_mutex &) = delete;
  future<> lock_shared() noexcept;
  bool try_lock_shared() noexcept;
  void unlock_shared() noexcept;
  future<> lock() noexcept;
  bool try_lock() noexcept;
  void unlock() noexcept;
};

template <std::invocable Func>
futurize_t<std::invoke_result_t<Func>> with_shared(shared_mutex &sm,
                                                   Func &&func) noexcept {
  internal::not_linked();
}
template <std::invocable Func>
futurize_t<std::invoke_result_t<Func>> with_lock(shared_mutex &sm,
                                                 Func &&func) noexcept {
  internal::not_linked();
}
template <typename T> future<std::shared_lock<T>> get_shared_lock(T &t) {
  internal::not_linked();
}
template <typename T> future<std::unique_lock<T>> get_unique_lock(T &t) {
  internal::not_linked();
}
} // namespace seastar
