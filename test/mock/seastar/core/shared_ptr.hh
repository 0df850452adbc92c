// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/shared_ptr.hh.
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <seastar/core/task.hh>
#include <utility>

namespace seastar {
template <typename T> class shared_ptr {
  T *_p = nullptr;

public:
  using element_type = T;
  shared_ptr() noexcept = default;
  shared_ptr(std::nullptr_t) noexcept {}
  shared_ptr(const shared_ptr &x) noexcept;
  shared_ptr(shared_ptr &&x) noexcept;
  template <typename U> shared_ptr(const shared_ptr<U> &x) noexcept {}
  template <typename U> shared_ptr(shared_ptr<U> &&x) noexcept {}
  ~shared_ptr();
  shared_ptr &operator=(const shared_ptr &x) noexcept;
  shared_ptr &operator=(shared_ptr &&x) noexcept;
  shared_ptr &operator=(std::nullptr_t) noexcept;
  explicit operator bool() const noexcept { return _p; }
  T &operator*() const noexcept { return *_p; }
  T *operator->() const noexcept { return _p; }
  T *get() const noexcept { return _p; }
  long use_count() const noexcept;
  friend bool operator==(const shared_ptr &x, std::nullptr_t) noexcept {
    return !x._p;
  }
  friend bool operator==(const shared_ptr &x, const shared_ptr &y) noexcept {
    return x._p == y._p;
  }
};
template <typename T, typename... A> shared_ptr<T> make_shared(A &&...a) {
  internal::not_linked();
}
template <typename T> shared_ptr<T> make_shared(T &&a) {
  internal::not_linked();
}
template <typename T, typename U>
shared_ptr<T> static_pointer_cast(const shared_ptr<U> &p) {
  internal::not_linked();
}
template <typename T, typename U>
shared_ptr<T> dynamic_pointer_cast(const shared_ptr<U> &p) {
  internal::not_linked();
}
template <typename T> class enable_shared_from_this {
public:
  shared_ptr<T> shared_from_this() noexcept { internal::not_linked(); }
  shared_ptr<const T> shared_from_this() const noexcept {
    internal::not_linked();
  }
  long use_count() const noexcept;
};

template <typename T> class lw_shared_ptr {
  T *_p = nullptr;

public:
  using element_type = T;
  lw_shared_ptr() noexcept = default;
  lw_shared_ptr(std::nullptr_t) noexcept {}
  lw_shared_ptr(const lw_shared_ptr &x) noexcept;
  lw_shared_ptr(lw_shared_ptr &&x) noexcept;
  ~lw_shared_ptr();
  lw_shared_ptr &operator=(const lw_shared_ptr &x) noexcept;
  lw_shared_ptr &operator=(lw_shared_ptr &&x) noexcept;
  lw_shared_ptr &operator=(std::nullptr_t) noexcept;
  explicit operator bool() const noexcept { return _p; }
  T &operator*() const noexcept { return *_p; }
  T *operator->() const noexcept { return _p; }
  T *get() const noexcept { return _p; }
  bool owned() const noexcept;
  long use_count() const noexcept;
  void release();
  friend bool operator==(const lw_shared_ptr &x, std::nullptr_t) noexcept {
    return !x._p;
  }
  friend bool operator==(const lw_shared_ptr &x,
                         const lw_shared_ptr &y) noexcept {
    return x._p == y._p;
  }
};
template <typename T, typename... A> lw_shared_ptr<T> make_lw_shared(A &&...a) {
  internal::not_linked();
}
template <typename T> lw_shared_ptr<T> make_lw_shared(T &&p) {
  internal::not_linked();
}
template <typename T> class enable_lw_shared_from_this {
public:
  lw_shared_ptr<T> shared_from_this() noexcept { internal::not_linked(); }
  lw_shared_ptr<const T> shared_from_this() const noexcept {
    internal::not_linked();
  }
};
} // namespace seastar
