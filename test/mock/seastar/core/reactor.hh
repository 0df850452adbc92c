// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/reactor.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/seastar.hh>
#include <seastar/core/smp.hh>
#include <seastar/core/timer.hh>

namespace seastar {
class reactor {
public:
  void exit(int ret);
  bool stopping() noexcept;
  void at_exit(noncopyable_function<future<>()> func);
};
reactor &engine();
} // namespace seastar
