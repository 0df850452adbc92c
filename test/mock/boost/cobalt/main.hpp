// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/main.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/op.hpp"

namespace boost::cobalt {
class main;
namespace detail {
struct main_promise : promise_base {
  main get_return_object();
  std::suspend_always initial_suspend() noexcept { return {}; }
  std::suspend_always final_suspend() noexcept { return {}; }
  void unhandled_exception() { throw; }
  void return_value(int) {}
};
} // namespace detail
class main {
public:
  using promise_type = detail::main_promise;
};
} // namespace boost::cobalt

auto co_main(int argc, char *argv[]) -> boost::cobalt::main;
