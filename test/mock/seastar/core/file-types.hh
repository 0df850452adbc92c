// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/file-types.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/file.hh>
