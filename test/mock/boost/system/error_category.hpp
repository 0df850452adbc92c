// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/system/error_category.hpp.
#pragma once
#pragma GCC system_header

#include "boost/system/error_code.hpp"
