// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How long callbacks took and waited, as a person reads it. Slots count by
// powers of two: a median is known to a factor of two, and costs one addition.
#ifndef COTIDY_SRC_HISTOGRAM_HPP
#define COTIDY_SRC_HISTOGRAM_HPP

#include "clock.hpp"
#include "cotidy/abi.h"
#include <array>
#include <string>
#include <string_view>

namespace cotidy::detail {

using histogram = std::array<std::uint64_t, COTIDY_BUCKETS>;

// Empty when nothing was counted.
std::string to_text(std::string_view title, const histogram &counts,
                    const tick_rate &rate);

} // namespace cotidy::detail

#endif
