// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operators && and || of awaitables, under the names of standalone Asio.
#pragma once
#pragma GCC system_header

#include "asio/detail/mock_core.hpp"
#include <tuple>
#include <variant>

// clang-format off: the order is the meaning.
#include "asio_common/standalone.inc"
#include "asio_common/awaitable_operators.inc"
#include "asio_common/end.inc"
// clang-format on
