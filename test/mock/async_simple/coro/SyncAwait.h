// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors async_simple/coro/SyncAwait.h.
#pragma once
#pragma GCC system_header

#include <async_simple/coro/Lazy.h>

namespace async_simple::coro {
template <typename LazyType>
auto syncAwait(LazyType &&lazy) -> typename std::decay_t<LazyType>::ValueType {
  detail::notLinked();
}
template <typename LazyType>
auto syncAwait(LazyType &&lazy, Executor *ex) ->
    typename std::decay_t<LazyType>::ValueType {
  detail::notLinked();
}
} // namespace async_simple::coro
