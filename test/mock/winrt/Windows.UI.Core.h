// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors winrt/Windows.UI.Core.h: CoreDispatcher.
#pragma once
#pragma GCC system_header

#include "winrt/Windows.Foundation.h"

namespace winrt::Windows::UI::Core {
enum class CoreDispatcherPriority : std::int32_t {
  Idle = -2,
  Low = -1,
  Normal = 0,
  High = 1
};
using DispatchedHandler = delegate<>;

struct CoreDispatcher : Foundation::IInspectable {
  using IInspectable::IInspectable;
  Foundation::IAsyncAction RunAsync(CoreDispatcherPriority priority,
                                    const DispatchedHandler &callback) const;
  bool HasThreadAccess() const;
};
} // namespace winrt::Windows::UI::Core

namespace winrt {
[[nodiscard]] inline auto resume_foreground(
    const Windows::UI::Core::CoreDispatcher &dispatcher,
    const Windows::UI::Core::CoreDispatcherPriority priority =
        Windows::UI::Core::CoreDispatcherPriority::Normal) noexcept {
  struct awaitable {
    const Windows::UI::Core::CoreDispatcher &dispatcher;
    Windows::UI::Core::CoreDispatcherPriority priority;
    bool await_ready() const noexcept { return false; }
    void await_resume() const noexcept {}
    void await_suspend(std::coroutine_handle<>) const {}
  };
  return awaitable{dispatcher, priority};
}
inline auto
operator co_await(const Windows::UI::Core::CoreDispatcher &dispatcher) {
  return resume_foreground(dispatcher);
}
} // namespace winrt
