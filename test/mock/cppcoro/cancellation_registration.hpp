// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/cancellation_registration.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/cancellation_token.hpp"

namespace cppcoro {
class cancellation_registration {
public:
  template <typename Func>
  cancellation_registration(cancellation_token token, Func &&callback) {}
  cancellation_registration(const cancellation_registration &other) = delete;
  cancellation_registration &
  operator=(const cancellation_registration &other) = delete;
  ~cancellation_registration();
};
} // namespace cppcoro
