// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/weak_ptr.hh.
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <seastar/core/task.hh>

namespace seastar {
template <typename T> class weak_ptr {
  T *_ptr = nullptr;

public:
  weak_ptr() noexcept = default;
  weak_ptr(std::nullptr_t) noexcept {}
  weak_ptr(weak_ptr &&o) noexcept;
  weak_ptr(const weak_ptr &o) noexcept;
  weak_ptr &operator=(weak_ptr &&o) noexcept;
  weak_ptr &operator=(const weak_ptr &o) noexcept;
  explicit operator bool() const noexcept { return _ptr; }
  T *get() const noexcept { return _ptr; }
  T *operator->() const noexcept { return _ptr; }
  T &operator*() const noexcept { return *_ptr; }
};
template <typename T> class weakly_referencable {
public:
  weakly_referencable() noexcept = default;
  weakly_referencable(const weakly_referencable &) = delete;
  weak_ptr<T> weak_from_this() noexcept { internal::not_linked(); }
};
} // namespace seastar
