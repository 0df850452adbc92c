// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Invoke.h: the friend `tag_invoke` of a coroutine type is
// a coroutine that holds the callable.
#pragma once
#pragma GCC system_header

#include "folly/detail/mock.h"

namespace folly::coro {
struct co_invoke_fn {
  template <typename F, typename... A> auto operator()(F &&f, A &&...a) const {
    return tag_invoke(tag<co_invoke_fn>,
                      tag<std::invoke_result_t<F, A...>, F, A...>,
                      static_cast<F &&>(f), static_cast<A &&>(a)...);
  }
};
namespace folly_cpo__ {
inline constexpr co_invoke_fn co_invoke{};
} // namespace folly_cpo__
using namespace folly_cpo__;
} // namespace folly::coro
