// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors asio/use_future.hpp.
#pragma once
#pragma GCC system_header

#include "asio/detail/mock_core.hpp"
#include <future>
