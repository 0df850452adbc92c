// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/io/async/ScopedEventBaseThread.h.
#pragma once
#pragma GCC system_header

#include "folly/io/async/EventBase.h"
