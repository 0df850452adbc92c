// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/app-template.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/future.hh>

namespace seastar {
class app_template {
public:
  app_template();
  template <typename Func> int run(int ac, char **av, Func &&func) noexcept {
    internal::not_linked();
  }
  template <typename Func>
  int run_deprecated(int ac, char **av, Func &&func) noexcept {
    internal::not_linked();
  }
};
} // namespace seastar
