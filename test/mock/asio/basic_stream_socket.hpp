// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors asio/basic_stream_socket.hpp.
#pragma once
#pragma GCC system_header

#include "asio/detail/mock_io.hpp"
