// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Timers, buffers, sockets and transfers, under the names of standalone Asio.
#pragma once
#pragma GCC system_header

#include "asio/detail/mock_core.hpp"

// clang-format off: the order is the meaning.
#include "asio_common/standalone.inc"
#include "asio_common/io.inc"
#include "asio_common/end.inc"
// clang-format on
