// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/util/optimized_optional.hh.
#pragma once
#pragma GCC system_header

namespace seastar {
template <typename T> class optimized_optional {
  T _object;

public:
  optimized_optional() = default;
  optimized_optional(T &&obj) noexcept : _object(static_cast<T &&>(obj)) {}
  optimized_optional(optimized_optional &&) = default;
  optimized_optional &operator=(optimized_optional &&) = default;
  explicit operator bool() const noexcept { return bool(_object); }
  T *operator->() noexcept { return &_object; }
  T &operator*() noexcept { return _object; }
};
} // namespace seastar
