// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/with_scheduling_group.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>

namespace seastar {
template <typename Func, typename... Args>
  requires std::is_nothrow_move_constructible_v<Func>
futurize_t<std::invoke_result_t<Func, Args...>>
with_scheduling_group(scheduling_group sg, Func func, Args &&...args) noexcept {
  internal::not_linked();
}
} // namespace seastar
