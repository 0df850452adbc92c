// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/Unit.h.
#pragma once
#pragma GCC system_header

#include <type_traits>

namespace folly {
struct Unit {
  constexpr bool operator==(const Unit &) const { return true; }
};
constexpr Unit unit{};

template <typename T>
using lift_unit_t = std::conditional_t<std::is_void_v<T>, Unit, T>;
template <typename T>
using drop_unit_t = std::conditional_t<std::is_same_v<T, Unit>, void, T>;
} // namespace folly
