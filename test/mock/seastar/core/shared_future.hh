// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/shared_future.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/abort_source.hh>
#include <seastar/core/future.hh>
#include <seastar/core/timer.hh>

namespace seastar {
template <typename T = void> class shared_future {
public:
  using time_point = lowres_clock::time_point;
  shared_future(future<T> f);
  shared_future() = default;
  shared_future(const shared_future &) = default;
  shared_future &operator=(const shared_future &) = default;
  shared_future(shared_future &&) = default;
  shared_future &operator=(shared_future &&) = default;
  future<T> get_future(time_point timeout = time_point::max()) const noexcept;
  future<T> get_future(abort_source &as) const noexcept;
  bool available() const noexcept;
  bool failed() const noexcept;
  bool valid() const noexcept;
  operator future<T>() const noexcept;
};
template <typename T = void> class shared_promise {
public:
  using time_point = lowres_clock::time_point;
  shared_promise() = default;
  future<T>
  get_shared_future(time_point timeout = time_point::max()) const noexcept;
  future<T> get_shared_future(abort_source &as) const noexcept;
  template <typename... A> void set_value(A &&...a) noexcept {}
  template <typename Exception> void set_exception(Exception &&ex) noexcept {}
  bool available() const noexcept;
  bool failed() const noexcept;
};
} // namespace seastar
