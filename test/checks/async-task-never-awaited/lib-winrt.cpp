// RUN: %check_cotidy %s async-task-never-awaited %t -- -isystem %mock
#include <winrt/Windows.Foundation.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;

IAsyncAction save();
IAsyncOperation<int> count();

struct Page : implements<Page, IInspectable> {
  IAsyncAction Close() {
    auto saving = save();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'saving' holds a task that is never awaited, so nobody sees its result or its exception [async-task-never-awaited]
    auto counting = count();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'counting' holds a task that is never awaited, so nobody sees its result or its exception
    co_return;
  }
  IAsyncAction Fine() {
    auto saving = save();
    pending = count();
    co_await saving;
    auto watched = count();
    watched.Completed([](IAsyncOperation<int> const &, AsyncStatus) {});
    auto cancelled = save();
    cancelled.Cancel();
  }
  void OnUnloaded() { running = save(); }

  IAsyncOperation<int> pending{nullptr};
  IAsyncAction running{nullptr};
};
