// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/distributed.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/sharded.hh>

namespace seastar {
template <typename Service> using distributed = sharded<Service>;
}
