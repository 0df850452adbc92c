// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/asio/use_future.hpp.
#pragma once
#pragma GCC system_header

#include "boost/asio/detail/mock_core.hpp"
#include <future>
