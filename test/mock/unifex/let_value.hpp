// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors unifex/let_value.hpp of libunifex.
#pragma once
#pragma GCC system_header

#include "unifex/task.hpp"
