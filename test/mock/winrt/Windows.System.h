// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors winrt/Windows.System.h: DispatcherQueue.
#pragma once
#pragma GCC system_header

#include "winrt/Windows.Foundation.h"

namespace winrt::Windows::System {
enum class DispatcherQueuePriority : std::int32_t {
  Low = -10,
  Normal = 0,
  High = 10
};
using DispatcherQueueHandler = delegate<>;

struct DispatcherQueue : Foundation::IInspectable {
  using IInspectable::IInspectable;
  static DispatcherQueue GetForCurrentThread();
  bool TryEnqueue(const DispatcherQueueHandler &callback) const;
  bool TryEnqueue(DispatcherQueuePriority priority,
                  const DispatcherQueueHandler &callback) const;
  bool HasThreadAccess() const;
};
} // namespace winrt::Windows::System

namespace winrt {
[[nodiscard]] inline auto resume_foreground(
    const Windows::System::DispatcherQueue &dispatcher,
    const Windows::System::DispatcherQueuePriority priority =
        Windows::System::DispatcherQueuePriority::Normal) noexcept {
  struct awaitable {
    const Windows::System::DispatcherQueue &dispatcher;
    Windows::System::DispatcherQueuePriority priority;
    bool await_ready() const noexcept { return false; }
    bool await_resume() const noexcept { return true; }
    bool await_suspend(std::coroutine_handle<>) { return true; }
  };
  return awaitable{dispatcher, priority};
}
inline auto
operator co_await(const Windows::System::DispatcherQueue &dispatcher) {
  return resume_foreground(dispatcher);
}
} // namespace winrt
