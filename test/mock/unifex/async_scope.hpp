// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors unifex/async_scope.hpp of libunifex.
#pragma once
#pragma GCC system_header

#include "unifex/task.hpp"
