// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/run.hpp.
#pragma once
#pragma GCC system_header

#include "boost/cobalt/spawn.hpp"

namespace boost::cobalt {
template <typename T> T run(task<T>) { detail::not_linked(); }
} // namespace boost::cobalt
