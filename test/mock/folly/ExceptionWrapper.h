// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/ExceptionWrapper.h.
#pragma once
#pragma GCC system_header

#include "folly/detail/mock.h"
#include <exception>
#include <typeinfo>

namespace folly {
class exception_wrapper final {
public:
  exception_wrapper() noexcept {}
  exception_wrapper(exception_wrapper &&that) noexcept;
  exception_wrapper(const exception_wrapper &that);
  exception_wrapper &operator=(exception_wrapper &&that) noexcept;
  exception_wrapper &operator=(const exception_wrapper &that);
  ~exception_wrapper();
  explicit exception_wrapper(const std::exception_ptr &ptr) noexcept;
  explicit exception_wrapper(std::exception_ptr &&ptr) noexcept;
  template <typename Ex>
    requires(!std::is_same_v<std::decay_t<Ex>, exception_wrapper> &&
             std::is_base_of_v<std::exception, std::decay_t<Ex>>)
  exception_wrapper(Ex &&) {}

  explicit operator bool() const noexcept;
  bool operator!() const noexcept;
  void reset();
  bool has_exception_ptr() const noexcept;
  const std::exception *get_exception() const noexcept;
  template <typename Ex> const Ex *get_exception() const noexcept {
    return nullptr;
  }
  std::exception_ptr to_exception_ptr() const & noexcept;
  const std::type_info *type() const noexcept;
  template <typename Ex> bool is_compatible_with() const noexcept {
    return get_exception<Ex>() != nullptr;
  }
  [[noreturn]] void throw_exception() const;
  template <typename Ex, typename Fn> bool with_exception(Fn) {
    detail::not_linked();
  }
  template <typename Fn> bool with_exception(Fn) { detail::not_linked(); }
  template <typename... CatchFns> void handle(CatchFns...) {
    detail::not_linked();
  }
};

template <typename Ex, typename... As>
exception_wrapper make_exception_wrapper(As &&...as) {
  return exception_wrapper(Ex(std::forward<As>(as)...));
}
} // namespace folly
