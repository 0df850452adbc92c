// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/system/result.hpp.
#pragma once
#pragma GCC system_header

#include "boost/system/error_code.hpp"
#include <type_traits>
#include <utility>

namespace boost::system {
template <typename T, typename E = error_code> class result {
public:
  using value_type = T;
  using error_type = E;

  result(const T &) {}
  result(T &&) {}
  result(const E &) {}
  constexpr bool has_value() const noexcept { return true; }
  constexpr bool has_error() const noexcept { return false; }
  constexpr explicit operator bool() const noexcept { return has_value(); }
  const T &value() const &;
  T value() &&;
  T *operator->() noexcept;
  T &operator*() & noexcept;
  E error() const;
};
template <typename E> class result<void, E> {
public:
  using value_type = void;
  using error_type = E;

  constexpr result() noexcept {}
  result(const E &) {}
  constexpr bool has_value() const noexcept { return true; }
  constexpr bool has_error() const noexcept { return false; }
  constexpr explicit operator bool() const noexcept { return has_value(); }
  void value() const;
  E error() const;
};
} // namespace boost::system
