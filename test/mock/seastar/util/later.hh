// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/util/later.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>

namespace seastar {
future<> now();
future<> yield() noexcept;
future<> maybe_yield() noexcept;
future<> check_for_io_immediately() noexcept;
} // namespace seastar
