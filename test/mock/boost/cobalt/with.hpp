// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/with.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/promise.hpp"

namespace boost::cobalt {
template <typename Arg, typename Func>
auto with(Arg arg, Func func)
    -> promise<detail::co_await_result_t<std::invoke_result_t<Func, Arg &>>> {
  co_return co_await std::move(func)(arg);
}
template <typename Arg, typename Func, typename Teardown>
auto with(Arg arg, Func func, Teardown teardown)
    -> promise<detail::co_await_result_t<std::invoke_result_t<Func, Arg &>>> {
  co_await std::move(teardown)(std::move(arg), std::exception_ptr());
  co_return co_await std::move(func)(arg);
}
} // namespace boost::cobalt
