// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the mocks of Folly share.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <cstdint>
#include <ratio>
#include <type_traits>
#include <utility>

namespace folly {
namespace detail {
// The body of a template that user types without linkage can reach: such a
// function must be defined where it is used.
[[noreturn]] void not_linked();
} // namespace detail

// Mirrors folly/Portability.h and folly/Traits.h.
template <typename... T> struct tag_t {};
template <typename... T> inline constexpr tag_t<T...> tag{};

// Mirrors folly/Chrono.h and folly/futures/detail/Types.h.
using HighResDuration =
    std::chrono::duration<std::int64_t, std::ratio<1, 1000000>>;
class Timekeeper;
} // namespace folly
