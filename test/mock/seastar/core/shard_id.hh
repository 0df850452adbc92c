// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/shard_id.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/task.hh>
