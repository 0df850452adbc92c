// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/coroutine/exception.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>

namespace seastar {
namespace internal {
struct exception_awaiter {
  std::exception_ptr eptr;
  explicit exception_awaiter(std::exception_ptr &&eptr) noexcept
      : eptr(std::move(eptr)) {}
  exception_awaiter(const exception_awaiter &) = delete;
  bool await_ready() const noexcept { return false; }
  template <typename U>
  void await_suspend(std::coroutine_handle<U> hndl) noexcept {
    hndl.promise().set_exception(std::move(eptr));
    hndl.destroy();
  }
  void await_resume() noexcept {}
};
} // namespace internal

namespace coroutine {
struct exception {
  std::exception_ptr eptr;
  explicit exception(std::exception_ptr eptr) noexcept
      : eptr(std::move(eptr)) {}
};
[[nodiscard]] exception make_exception(std::exception_ptr ex) noexcept;
template <typename T> [[nodiscard]] exception make_exception(T &&t) noexcept {
  internal::not_linked();
}
[[nodiscard]] exception return_exception_ptr(std::exception_ptr ex) noexcept;
[[nodiscard]] exception return_exception(std::exception_ptr ex) noexcept;
template <typename T> [[nodiscard]] exception return_exception(T &&t) noexcept {
  internal::not_linked();
}
inline auto operator co_await(exception ex) noexcept {
  return internal::exception_awaiter(std::move(ex.eptr));
}
} // namespace coroutine
} // namespace seastar
