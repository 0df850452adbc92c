// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/util/bool_class.hh.
#pragma once
#pragma GCC system_header

namespace seastar {
template <typename Tag> class bool_class {
public:
  static const bool_class yes;
  static const bool_class no;
  constexpr bool_class() noexcept : _value(false) {}
  constexpr explicit bool_class(bool v) noexcept : _value(v) {}
  explicit operator bool() const noexcept { return _value; }
  bool operator!() const noexcept { return !_value; }
  friend bool operator==(bool_class x, bool_class y) noexcept = default;

private:
  bool _value;
};
template <typename Tag> inline const bool_class<Tag> bool_class<Tag>::yes{true};
template <typename Tag> inline const bool_class<Tag> bool_class<Tag>::no{false};
} // namespace seastar
