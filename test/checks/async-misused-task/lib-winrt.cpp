// RUN: %check_cotidy %s async-misused-task %t -- -isystem %mock
// Intent: a WinRT operation is a pointer, and tests true.
#include <winrt/Windows.Foundation.h>

using namespace winrt::Windows::Foundation;

IAsyncOperation<bool> exists();
IAsyncAction save();
extern bool busy;

IAsyncAction found() {
  if (exists())
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the {{task|future}} returned by 'exists' is tested instead of its result, and nobody sees its result or its exception [async-misused-task]
    co_return;
  auto there = exists();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'there' holds a {{task|future}} that is tested instead of its result
  if (!there)
    co_await save();
}

IAsyncAction fine(IAsyncAction previous) {
  if (co_await exists())
    co_await save();
  if (previous)
    co_await previous;
  auto pending = exists();
  if (pending)
    busy = co_await pending;
}
