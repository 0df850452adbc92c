// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Result.h.
#pragma once
#pragma GCC system_header

#include "folly/Try.h"
#include "folly/coro/Error.h"

namespace folly::coro {
template <typename T> class co_result final {
public:
  explicit co_result(Try<T> &&result) : result_(std::move(result)) {}
  const Try<T> &result() const { return result_; }
  Try<T> &result() { return result_; }

private:
  Try<T> result_;
};
} // namespace folly::coro
