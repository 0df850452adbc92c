// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors qcoro/qcorolazytask.h.
#pragma once
#pragma GCC system_header

#include "qcoro/qcorotask.h"
