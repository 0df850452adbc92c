// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/broken_promise.hpp.
#pragma once
#pragma GCC system_header

#include <stdexcept>

namespace cppcoro {
class broken_promise : public std::logic_error {
public:
  broken_promise() : std::logic_error("broken promise") {}
};
} // namespace cppcoro
