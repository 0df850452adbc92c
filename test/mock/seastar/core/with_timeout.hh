// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/with_timeout.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>
#include <seastar/core/timed_out_error.hh>
#include <seastar/core/timer.hh>

namespace seastar {
template <typename ExceptionFactory = default_timeout_exception_factory,
          typename Clock, typename Duration, typename T>
future<T> with_timeout(std::chrono::time_point<Clock, Duration> timeout,
                       future<T> f) {
  internal::not_linked();
}
} // namespace seastar
