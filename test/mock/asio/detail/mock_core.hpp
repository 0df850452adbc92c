// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Contexts, executors, tokens and coroutines, under the names of standalone
// Asio.
#pragma once
#pragma GCC system_header

#include "asio_common/std.hpp"
#include <system_error>

// clang-format off: the order is the meaning.
#include "asio_common/standalone.inc"

// Mirrors asio/error_code.hpp and asio/system_error.hpp.
namespace asio {
typedef std::error_category error_category;
typedef std::error_code error_code;
typedef std::system_error system_error;
} // namespace asio

#include "asio_common/core.inc"
#include "asio_common/end.inc"
// clang-format on
