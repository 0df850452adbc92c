// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/sync_wait.hpp. The wait itself is not shown.
#pragma once
#pragma GCC system_header

#include "cppcoro/awaitable_traits.hpp"

namespace cppcoro {
template <typename Awaitable>
auto sync_wait(Awaitable &&awaitable) ->
    typename awaitable_traits<Awaitable &&>::await_result_t {
  detail::not_linked();
}
} // namespace cppcoro
