// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/wait_group.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/join.hpp"

namespace boost::cobalt {
struct wait_group {
  explicit wait_group(
      asio::cancellation_type normal_cancel = asio::cancellation_type::none,
      asio::cancellation_type exception_cancel = asio::cancellation_type::all);
  ~wait_group();
  void push_back(promise<void> p);
  std::size_t size() const;
  std::size_t reap();
  void cancel(asio::cancellation_type ct = asio::cancellation_type::all);
  detail::combined<std::size_t> wait_one();
  detail::combined<void> wait();
  detail::receiver_awaitable<void> operator co_await();
  detail::combined<void> await_exit(std::exception_ptr ep);
};
} // namespace boost::cobalt
