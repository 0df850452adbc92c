// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/util/noncopyable_function.hh.
#pragma once
#pragma GCC system_header

#include <concepts>
#include <seastar/core/task.hh>
#include <type_traits>
#include <utility>

namespace seastar {
template <typename Signature> class noncopyable_function;

template <typename Ret, typename... Args>
class noncopyable_function<Ret(Args...)> {
public:
  noncopyable_function() noexcept {}
  template <typename Func>
    requires(!std::same_as<std::remove_cvref_t<Func>, noncopyable_function> &&
             std::is_invocable_r_v<Ret, Func &, Args...>)
  noncopyable_function(Func func) {
    internal::not_linked();
  }
  noncopyable_function(noncopyable_function &&x) noexcept;
  noncopyable_function &operator=(noncopyable_function &&x) noexcept;
  ~noncopyable_function();
  Ret operator()(Args... args) const;
  explicit operator bool() const;
};
template <typename Ret, typename... Args>
class noncopyable_function<Ret(Args...) noexcept>
    : public noncopyable_function<Ret(Args...)> {
public:
  using noncopyable_function<Ret(Args...)>::noncopyable_function;
};
} // namespace seastar
