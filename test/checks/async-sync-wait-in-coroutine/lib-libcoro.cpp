// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <coro/sync_wait.hpp>
#include <coro/task.hpp>

coro::task<int> count();

coro::task<int> inCoroutine() {
  int n = coro::sync_wait(count());
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'sync_wait' keeps the thread that runs coroutine 'inCoroutine' until the task is done [async-sync-wait-in-coroutine]
  co_return n + co_await count();
}
int main() { return coro::sync_wait(inCoroutine()); }
