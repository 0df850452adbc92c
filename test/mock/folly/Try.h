// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/Try.h.
#pragma once
#pragma GCC system_header

#include "folly/ExceptionWrapper.h"
#include "folly/Unit.h"
#include <new>

namespace folly {
template <typename T> class Try {
public:
  using element_type = T;

  Try() noexcept {}
  ~Try() {}
  Try(Try &&) noexcept {}
  Try(const Try &)
    requires std::is_copy_constructible_v<T>
  {}
  Try &operator=(Try &&) noexcept { return *this; }
  Try &operator=(const Try &)
    requires std::is_copy_constructible_v<T>
  {
    return *this;
  }
  explicit Try(const T &) {}
  explicit Try(T &&) {}
  explicit Try(exception_wrapper e) noexcept : e_(std::move(e)) {}

  template <typename... Args> T &emplace(Args &&...args) {
    return *new (static_cast<void *>(&value_)) T(std::forward<Args>(args)...);
  }
  template <typename... Args>
  exception_wrapper &emplaceException(Args &&...args) {
    return e_ = exception_wrapper(std::forward<Args>(args)...);
  }
  T &value() & {
    throwUnlessValue();
    return value_;
  }
  T &&value() && {
    throwUnlessValue();
    return std::move(value_);
  }
  const T &value() const & {
    throwUnlessValue();
    return value_;
  }
  template <typename U> T value_or(U &&other) const & {
    return hasValue() ? value_ : static_cast<T>(std::forward<U>(other));
  }
  void throwUnlessValue() const {
    if (e_)
      e_.throw_exception();
  }
  T &operator*() & { return value(); }
  T &&operator*() && { return std::move(*this).value(); }
  const T &operator*() const & { return value(); }
  T *operator->() { return &value(); }
  const T *operator->() const { return &value(); }
  bool hasValue() const noexcept { return !e_; }
  bool hasException() const noexcept { return static_cast<bool>(e_); }
  template <typename Ex> bool hasException() const noexcept {
    return e_.template is_compatible_with<Ex>();
  }
  exception_wrapper &exception() & { return e_; }
  exception_wrapper &&exception() && { return std::move(e_); }
  const exception_wrapper &exception() const & { return e_; }
  const std::exception *tryGetExceptionObject() const noexcept {
    return e_.get_exception();
  }
  template <typename Ex> const Ex *tryGetExceptionObject() const noexcept {
    return e_.template get_exception<Ex>();
  }
  template <typename Ex, typename F> bool withException(F func) {
    return e_.template with_exception<Ex>(std::move(func));
  }

private:
  exception_wrapper e_;
  union {
    T value_;
  };
};

template <> class Try<void> {
public:
  using element_type = void;

  Try() noexcept {}
  explicit Try(exception_wrapper e) noexcept : e_(std::move(e)) {}
  explicit Try(const Try<Unit> &) noexcept {}

  void emplace() noexcept {}
  template <typename... Args>
  exception_wrapper &emplaceException(Args &&...args) {
    return e_ = exception_wrapper(std::forward<Args>(args)...);
  }
  void value() const { throwUnlessValue(); }
  void throwUnlessValue() const {
    if (e_)
      e_.throw_exception();
  }
  bool hasValue() const noexcept { return !e_; }
  bool hasException() const noexcept { return static_cast<bool>(e_); }
  template <typename Ex> bool hasException() const noexcept {
    return e_.is_compatible_with<Ex>();
  }
  exception_wrapper &exception() & { return e_; }
  exception_wrapper &&exception() && { return std::move(e_); }
  const exception_wrapper &exception() const & { return e_; }
  template <typename Ex, typename F> bool withException(F func) {
    return e_.with_exception<Ex>(std::move(func));
  }

private:
  exception_wrapper e_;
};

template <typename F> auto makeTryWith(F &&) {
  return Try<lift_unit_t<std::invoke_result_t<F>>>();
}
} // namespace folly
