// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/AsyncScope.h.
#pragma once
#pragma GCC system_header

#include "folly/coro/Task.h"

namespace folly::coro {
class AsyncScope {
public:
  AsyncScope() noexcept;
  explicit AsyncScope(bool throwOnJoin) noexcept;
  ~AsyncScope();
  std::size_t remaining() const noexcept;
  // Starts the task; an exception is kept for joinAsync or only logged.
  template <typename Awaitable>
  void add(Awaitable &&awaitable, void *returnAddress = nullptr) {
    std::decay_t<Awaitable> started(static_cast<Awaitable &&>(awaitable));
    (void)started, (void)returnAddress;
  }
  Task<void> joinAsync() noexcept;
  SemiFuture<Unit> cleanup() noexcept;
};

class CancellableAsyncScope {
public:
  CancellableAsyncScope() noexcept;
  explicit CancellableAsyncScope(bool throwOnJoin) noexcept;
  explicit CancellableAsyncScope(CancellationToken &&token);
  CancellableAsyncScope(CancellationToken &&token, bool throwOnJoin);
  ~CancellableAsyncScope();
  std::size_t remaining() const noexcept;
  template <typename Awaitable> void add(Awaitable &&awaitable) {
    std::decay_t<Awaitable> started(static_cast<Awaitable &&>(awaitable));
    (void)started;
  }
  template <typename T> Task<void> co_schedule(Task<T> &&task) {
    add(co_withExecutor(co_await co_current_executor, std::move(task)));
  }
  void requestCancellation() const noexcept;
  bool isScopeCancellationRequested() const noexcept;
  Task<void> cancelAndJoinAsync() noexcept;
  Task<void> joinAsync() noexcept;
};
} // namespace folly::coro
