// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/cancellation_token.hpp.
#pragma once
#pragma GCC system_header

namespace cppcoro {
class cancellation_source;
class cancellation_registration;

class cancellation_token {
public:
  cancellation_token() noexcept;
  cancellation_token(const cancellation_token &other) noexcept;
  cancellation_token(cancellation_token &&other) noexcept;
  ~cancellation_token();
  cancellation_token &operator=(const cancellation_token &other) noexcept;
  cancellation_token &operator=(cancellation_token &&other) noexcept;
  void swap(cancellation_token &other) noexcept;
  bool can_be_cancelled() const noexcept;
  bool is_cancellation_requested() const noexcept;
  void throw_if_cancellation_requested() const;
};
} // namespace cppcoro
