// RUN: %check_cotidy %s async-returns-task-of-task %t -- -isystem %mock
// Intent: operations of winrt in themselves.
#include <winrt/Windows.Foundation.h>

using namespace winrt::Windows::Foundation;

IAsyncOperation<int> count();

IAsyncOperation<IAsyncOperation<int>> prepared() {
  co_return count();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'count' is not awaited but becomes the result of a 'IAsyncOperation<IAsyncOperation<int>>', and the result of the inner one is seen only when that is awaited, too [async-returns-task-of-task]
}
IAsyncOperation<int> fine() { co_return co_await count(); }
