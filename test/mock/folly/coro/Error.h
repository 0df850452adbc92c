// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Error.h.
#pragma once
#pragma GCC system_header

#include "folly/ExceptionWrapper.h"
#include "folly/OperationCancelled.h"

namespace folly::coro {
class co_error final {
public:
  template <typename... A>
    requires(sizeof...(A) > 0 &&
             std::is_constructible_v<exception_wrapper, A...>)
  explicit co_error(A &&...a) : ex_(static_cast<A &&>(a)...) {}
  const exception_wrapper &exception() const { return ex_; }
  exception_wrapper &exception() { return ex_; }

private:
  exception_wrapper ex_;
};

class co_stopped_may_throw_t final {
public:
  operator co_error() const { return co_error(OperationCancelled{}); }
};
inline constexpr co_stopped_may_throw_t co_stopped_may_throw{};
inline constexpr co_stopped_may_throw_t co_cancelled{};
} // namespace folly::coro
