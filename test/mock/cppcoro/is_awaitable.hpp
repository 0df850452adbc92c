// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/is_awaitable.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/awaitable_traits.hpp"
