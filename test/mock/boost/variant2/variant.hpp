// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/variant2/variant.hpp.
#pragma once
#pragma GCC system_header

#include <cstddef>

namespace boost::variant2 {
struct monostate {};
template <typename... T> class variant {
public:
  variant() noexcept {}
  std::size_t index() const noexcept;
};
template <typename T, typename... U> T &get(variant<U...> &);
template <typename T, typename... U> T *get_if(variant<U...> *);
template <typename T, typename... U>
bool holds_alternative(const variant<U...> &);
} // namespace boost::variant2
