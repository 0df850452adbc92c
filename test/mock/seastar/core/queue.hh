// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/queue.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>

namespace seastar {
template <typename T> class queue {
public:
  explicit queue(size_t size);
  bool push(T &&a);
  T pop() noexcept;
  T &front() noexcept;
  template <typename Func> bool consume(Func &&func) { internal::not_linked(); }
  bool empty() const noexcept;
  bool full() const noexcept;
  future<> not_empty() noexcept;
  future<> not_full() noexcept;
  future<T> pop_eventually() noexcept;
  future<> push_eventually(T &&data) noexcept;
  size_t size() const noexcept;
  size_t max_size() const noexcept;
  void abort(std::exception_ptr ex) noexcept;
};
} // namespace seastar
