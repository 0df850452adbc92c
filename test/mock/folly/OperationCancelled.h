// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/OperationCancelled.h.
#pragma once
#pragma GCC system_header

#include <exception>

namespace folly {
struct OperationCancelled final : public std::exception {
  const char *what() const noexcept override;
};
} // namespace folly
