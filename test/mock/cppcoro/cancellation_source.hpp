// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/cancellation_source.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/cancellation_token.hpp"

namespace cppcoro {
class cancellation_source {
public:
  cancellation_source();
  cancellation_source(const cancellation_source &other) noexcept;
  cancellation_source(cancellation_source &&other) noexcept;
  ~cancellation_source();
  cancellation_source &operator=(const cancellation_source &other) noexcept;
  cancellation_source &operator=(cancellation_source &&other) noexcept;
  [[nodiscard]] bool can_be_cancelled() const noexcept;
  [[nodiscard]] cancellation_token token() const noexcept;
  void request_cancellation();
  [[nodiscard]] bool is_cancellation_requested() const noexcept;
};
} // namespace cppcoro
