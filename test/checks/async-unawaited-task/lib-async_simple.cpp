// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <async_simple/coro/Lazy.h>
#include <async_simple/coro/Mutex.h>
#include <async_simple/coro/Sleep.h>
#include <async_simple/coro/SyncAwait.h>
#include <mutex>
#include <utility>

using async_simple::coro::Lazy;

Lazy<> flush();
Lazy<int> count();

Lazy<> dropped(async_simple::coro::Mutex &mutex) {
  flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'flush' is not awaited, so its body never runs [async-unawaited-task]
  async_simple::coro::sleep(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'sleep' is not awaited, so its body never runs
  mutex.coScopedLock();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'Mutex::coScopedLock' is not awaited, so nothing waits for it
  co_return;
}
Lazy<> fine(async_simple::coro::Mutex &mutex, async_simple::Executor *executor) {
  auto lock = co_await mutex.coScopedLock();
  co_await flush();
  flush().start([](async_simple::Try<void>) {});
  flush().via(executor).detach();
  auto result = co_await count().coAwaitTry();
  (void)result.hasError();
}
