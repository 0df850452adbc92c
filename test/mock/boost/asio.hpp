// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/asio.hpp: everything but the experimental and TLS parts.
#pragma once
#pragma GCC system_header

#include "boost/asio/detail/mock_io.hpp"
#include "boost/asio/version.hpp"
