// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/scheduling.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>
#include <seastar/core/sstring.hh>

namespace seastar {
future<scheduling_group> create_scheduling_group(sstring name,
                                                 float shares) noexcept;
future<> destroy_scheduling_group(scheduling_group sg) noexcept;
} // namespace seastar
