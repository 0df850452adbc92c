// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <kj/async.h>

kj::Promise<int> count();

kj::Promise<int> inCoroutine(kj::WaitScope &scope) {
  int n = count().wait(scope);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'wait' keeps the thread that runs coroutine 'inCoroutine' until the promise is resolved [async-sync-wait-in-coroutine]
  co_return n + co_await count();
}
kj::Promise<int> inContinuation(kj::WaitScope &scope) {
  return count().then([&scope](int n) { return n + count().wait(scope); });
  // CHECK-MESSAGES: :[[@LINE-1]]:60: warning: 'wait' keeps the thread that runs this lambda until the promise is resolved
}

int main() {
  kj::EventLoop loop;
  kj::WaitScope scope(loop);
  return count().wait(scope);
}
