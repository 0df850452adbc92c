// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/coroutine.hpp.
#pragma once
#pragma GCC system_header

#include <coroutine>

namespace cppcoro {
using std::coroutine_handle;
using std::noop_coroutine;
using std::suspend_always;
using std::suspend_never;
} // namespace cppcoro
