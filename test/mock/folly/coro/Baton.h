// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/Baton.h.
#pragma once
#pragma GCC system_header

#include "folly/Try.h"
#include "folly/coro/Coroutine.h"

namespace folly::coro {
class Baton {
public:
  class WaitOperation;

  explicit Baton(bool initiallySignalled = false) noexcept;
  ~Baton();
  bool ready() const noexcept;
  [[nodiscard]] WaitOperation operator co_await() const noexcept;
  void post() noexcept;
  void reset() noexcept;

  class WaitOperation {
  public:
    explicit WaitOperation(const Baton &baton) noexcept : baton_(baton) {}
    bool await_ready() const noexcept { return baton_.ready(); }
    bool await_suspend(coroutine_handle<> awaiting) noexcept {
      return baton_.waitImpl(awaiting);
    }
    void await_resume() noexcept {}
    Try<void> await_resume_try() noexcept { return {}; }

  private:
    const Baton &baton_;
  };

private:
  bool waitImpl(coroutine_handle<> awaiting) const noexcept;
};
} // namespace folly::coro
