// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/this_thread.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/op.hpp"
