// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <async_simple/coro/Lazy.h>
#include <async_simple/coro/SyncAwait.h>

using async_simple::coro::Lazy;
using async_simple::coro::syncAwait;

Lazy<int> count();

Lazy<int> inCoroutine() {
  int n = syncAwait(count());
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'syncAwait' keeps the thread that runs coroutine 'inCoroutine' until the task is done [async-sync-wait-in-coroutine]
  co_return n + co_await count();
}
int main() { return syncAwait(inCoroutine()); }
