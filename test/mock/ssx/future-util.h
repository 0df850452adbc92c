// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors ssx/future-util.h of Redpanda.
#pragma once
#pragma GCC system_header

#include <seastar/core/gate.hh>

namespace ssx {
template <typename Func>
void spawn_with_gate(seastar::gate &gate, Func &&func) noexcept {}
} // namespace ssx
