// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors wil/cppwinrt_helpers.h of the Windows Implementation Libraries.
#pragma once
#pragma GCC system_header

#include "winrt/base.h"

namespace winrt::Windows::UI::Core {
struct CoreDispatcher;
enum class CoreDispatcherPriority : std::int32_t;
} // namespace winrt::Windows::UI::Core
namespace winrt::Windows::System {
struct DispatcherQueue;
enum class DispatcherQueuePriority : std::int32_t;
} // namespace winrt::Windows::System

namespace wil {
namespace details {
template <typename Dispatcher> struct dispatcher_traits;
template <> struct dispatcher_traits<winrt::Windows::UI::Core::CoreDispatcher> {
  using Priority = winrt::Windows::UI::Core::CoreDispatcherPriority;
};
template <> struct dispatcher_traits<winrt::Windows::System::DispatcherQueue> {
  using Priority = winrt::Windows::System::DispatcherQueuePriority;
};
} // namespace details

// Throws, on any thread, where the dispatcher no longer takes work.
template <typename Dispatcher>
[[nodiscard]] auto resume_foreground(
    const Dispatcher &dispatcher,
    typename details::dispatcher_traits<Dispatcher>::Priority priority = {}) {
  struct awaitable {
    const Dispatcher &dispatcher;
    typename details::dispatcher_traits<Dispatcher>::Priority priority;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) {}
    void await_resume() const {}
  };
  return awaitable{dispatcher, priority};
}
} // namespace wil
