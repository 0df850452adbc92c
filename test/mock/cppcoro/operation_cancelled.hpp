// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/operation_cancelled.hpp.
#pragma once
#pragma GCC system_header

#include <exception>

namespace cppcoro {
class operation_cancelled : public std::exception {
public:
  operation_cancelled() noexcept {}
  const char *what() const noexcept override { return "operation cancelled"; }
};
} // namespace cppcoro
