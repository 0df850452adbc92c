// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/on_scope_exit.hpp, for normal exits.
#pragma once
#pragma GCC system_header

#include <utility>

namespace cppcoro {
template <typename Func> class scoped_lambda {
public:
  scoped_lambda(Func &&func) : func_(std::forward<Func>(func)) {}
  scoped_lambda(const scoped_lambda &other) = delete;
  scoped_lambda(scoped_lambda &&other)
      : func_(std::forward<Func>(other.func_)) {}
  ~scoped_lambda() {
    if (!cancelled_)
      func_();
  }
  void cancel() { cancelled_ = true; }
  void call_now() {
    cancelled_ = true;
    func_();
  }

private:
  Func func_;
  bool cancelled_ = false;
};

template <typename Func> auto on_scope_exit(Func &&func) {
  return scoped_lambda<Func>{std::forward<Func>(func)};
}
} // namespace cppcoro
