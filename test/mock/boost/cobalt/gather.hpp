// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/gather.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/join.hpp"
