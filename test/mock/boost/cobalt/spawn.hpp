// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/spawn.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/task.hpp"

namespace boost::cobalt {
namespace detail {
struct async_initiate_spawn {
  template <typename Handler, typename T>
  void operator()(Handler &&, task<T>) {}
};
template <typename T> struct spawn_signature {
  using type = void(std::exception_ptr, T);
};
template <> struct spawn_signature<void> {
  using type = void(std::exception_ptr);
};
template <typename T>
concept with_get_executor = requires(T &context) { context.get_executor(); };
} // namespace detail

template <detail::with_get_executor Context, typename T,
          typename CompletionToken>
auto spawn(Context &, task<T> &&t, CompletionToken &&token) {
  return asio::async_initiate<CompletionToken,
                              typename detail::spawn_signature<T>::type>(
      detail::async_initiate_spawn{}, token, std::move(t));
}
template <std::convertible_to<executor> Executor, typename T,
          typename CompletionToken>
auto spawn(Executor, task<T> &&t, CompletionToken &&token) {
  return asio::async_initiate<CompletionToken,
                              typename detail::spawn_signature<T>::type>(
      detail::async_initiate_spawn{}, token, std::move(t));
}
} // namespace boost::cobalt
