// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/synchronization/Baton.h.
#pragma once
#pragma GCC system_header

#include "folly/detail/mock.h"

namespace folly {
class WaitOptions {};

template <bool MayBlock = true> class Baton {
public:
  static constexpr WaitOptions wait_options() { return {}; }
  constexpr Baton() noexcept {}
  Baton(const Baton &) = delete;
  Baton &operator=(const Baton &) = delete;
  ~Baton() noexcept;
  bool ready() const noexcept;
  void reset() noexcept;
  void post() noexcept;
  void wait(const WaitOptions &opt = wait_options()) noexcept;
  bool try_wait() noexcept;
  template <typename Rep, typename Period>
  bool try_wait_for(const std::chrono::duration<Rep, Period> &timeout,
                    const WaitOptions &opt = wait_options()) noexcept;
  template <typename Clock, typename Duration>
  bool try_wait_until(const std::chrono::time_point<Clock, Duration> &deadline,
                      const WaitOptions &opt = wait_options()) noexcept;
};
} // namespace folly
