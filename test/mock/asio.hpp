// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors asio.hpp: everything but the experimental and TLS parts.
#pragma once
#pragma GCC system_header

#include "asio/detail/mock_io.hpp"
#include "asio/version.hpp"
