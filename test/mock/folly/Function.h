// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/Function.h.
#pragma once
#pragma GCC system_header

#include "folly/detail/mock.h"

namespace folly {
template <typename FunctionType> class Function;

template <typename R, typename... Args> class Function<R(Args...)> {
public:
  Function() = default;
  Function(std::nullptr_t) noexcept {}
  Function(const Function &) = delete;
  Function(Function &&) noexcept;
  Function &operator=(Function &&) noexcept;
  ~Function();
  template <typename Fun>
    requires(!std::is_same_v<std::decay_t<Fun>, Function> &&
             std::is_invocable_r_v<R, std::decay_t<Fun> &, Args...>)
  Function(Fun fun) {
    (void)fun;
  }
  R operator()(Args...);
  explicit operator bool() const noexcept;
};
} // namespace folly
