// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/sleep.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/abort_source.hh>
#include <seastar/core/future.hh>
#include <seastar/core/lowres_clock.hh>
#include <seastar/core/timer.hh>

namespace seastar {
template <typename Clock = steady_clock_type, typename Rep, typename Period>
future<> sleep(std::chrono::duration<Rep, Period> dur) {
  internal::not_linked();
}
class sleep_aborted : public abort_requested_exception {
public:
  const char *what() const noexcept override;
};
template <typename Clock = steady_clock_type>
future<> sleep_abortable(typename Clock::duration dur);
template <typename Clock = steady_clock_type>
future<> sleep_abortable(typename Clock::duration dur, abort_source &as);
extern template future<>
    sleep_abortable<steady_clock_type>(typename steady_clock_type::duration);
extern template future<>
sleep_abortable<steady_clock_type>(typename steady_clock_type::duration,
                                   abort_source &);
} // namespace seastar
