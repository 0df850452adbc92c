// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors async_simple/coro/Sleep.h.
#pragma once
#pragma GCC system_header

#include <async_simple/coro/Lazy.h>

namespace async_simple::coro {
template <typename Duration> Lazy<void> sleep(Duration dur) {
  detail::notLinked();
}
template <typename Duration> Lazy<void> sleep(Executor *ex, Duration dur) {
  detail::notLinked();
}
} // namespace async_simple::coro
