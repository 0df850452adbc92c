// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <chrono>
#include <winrt/Windows.Foundation.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;
using namespace std::chrono_literals;

IAsyncAction save();
IAsyncOperation<int> count();

IAsyncAction waits() {
  save().get();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'get' keeps the thread that runs coroutine 'waits' until the operation is done [async-sync-wait-in-coroutine]
  int total = count().get();
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'get' keeps the thread that runs coroutine 'waits' until the operation is done
  save().wait_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'wait_for' keeps the thread that runs coroutine 'waits' until the operation is done
  co_return;
}

IAsyncOperation<int> fine() {
  auto counting = count();
  co_await counting;
  co_await resume_background();
  co_return counting.get();
}

int main() { return count().get(); }
