// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Timers, buffers, sockets and transfers, under the names of Boost.Asio.
#pragma once
#pragma GCC system_header

#include "boost/asio/detail/mock_core.hpp"

// clang-format off: the order is the meaning.
#include "asio_common/boost.inc"
#include "asio_common/io.inc"
#include "asio_common/end.inc"
// clang-format on
