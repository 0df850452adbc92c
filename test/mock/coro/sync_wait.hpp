// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors coro/sync_wait.hpp.
#pragma once
#pragma GCC system_header

#include <coro/task.hpp>

namespace coro {
template <typename awaitable_type>
auto sync_wait(awaitable_type &&a) -> decltype(auto) {
  return a.operator co_await().await_resume();
}
} // namespace coro
