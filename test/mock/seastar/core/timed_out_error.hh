// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/timed_out_error.hh.
#pragma once
#pragma GCC system_header

#include <exception>

namespace seastar {
class timed_out_error : public std::exception {
public:
  const char *what() const noexcept override;
};
struct default_timeout_exception_factory {
  static timed_out_error timeout() noexcept;
};
} // namespace seastar
