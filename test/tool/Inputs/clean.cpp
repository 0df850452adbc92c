// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "task.h"
task shutdown() { co_await save(); }
