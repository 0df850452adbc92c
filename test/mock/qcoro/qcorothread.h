// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors qcoro/core/qcorothread.h.
#pragma once
#pragma GCC system_header

#include "qcoro/qcorocore.h"
