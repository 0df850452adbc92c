// RUN: %check_cotidy %s async-thread-local-across-suspend %t -- -isystem %mock
#include <winrt/Windows.Foundation.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;

thread_local int depth = 0;

IAsyncAction keeps() {
  int &mine = depth;
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'mine' refers to 'depth' of this thread, and is used after a suspension, when the coroutine may run on another [async-thread-local-across-suspend]
  co_await resume_background();
  ++mine;
}

IAsyncAction fine() {
  ++depth;
  co_await resume_background();
  ++depth;
}
