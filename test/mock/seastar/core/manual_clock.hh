// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/manual_clock.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/lowres_clock.hh>
