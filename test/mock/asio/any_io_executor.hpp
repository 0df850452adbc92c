// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors asio/any_io_executor.hpp.
#pragma once
#pragma GCC system_header

#include "asio/detail/mock_core.hpp"
