// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/detached.hpp: an exception goes to whoever resumed it.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/op.hpp"

namespace boost::cobalt {
struct detached;
namespace detail {
struct detached_promise : promise_base {
  [[nodiscard]] detached get_return_object();
  std::suspend_never initial_suspend() noexcept { return {}; }
  std::suspend_never final_suspend() noexcept { return {}; }
  void return_void() {}
  void unhandled_exception() { throw; }
};
} // namespace detail

struct detached {
  using promise_type = detail::detached_promise;
};
inline detached detail::detached_promise::get_return_object() { return {}; }
} // namespace boost::cobalt
