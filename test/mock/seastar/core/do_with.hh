// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/do_with.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>

namespace seastar {
namespace internal {
// The type of the last argument called with references to the others.
template <typename Held, typename... More> struct do_with_result;
template <typename... Held, typename Func>
struct do_with_result<void(Held...), Func> {
  using type = futurize_t<std::invoke_result_t<Func, Held &...>>;
};
template <typename... Held, typename Next, typename... More>
  requires(sizeof...(More) > 0)
struct do_with_result<void(Held...), Next, More...>
    : do_with_result<void(Held..., std::decay_t<Next>), More...> {};
} // namespace internal

template <typename T1, typename T2, typename... More>
auto do_with(T1 &&rv1, T2 &&rv2, More &&...more) noexcept ->
    typename internal::do_with_result<void(std::decay_t<T1>), T2,
                                      More...>::type {
  internal::not_linked();
}

template <typename Lock, typename Func>
auto with_lock(Lock &lock, Func &&func) {
  return lock.lock().then([&lock, func = std::forward<Func>(func)]() mutable {
    return futurize_invoke(func).finally([&lock] { lock.unlock(); });
  });
}
} // namespace seastar
