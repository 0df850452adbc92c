// RUN: %check_cotidy %s async-void-callback %t -- -isystem %mock
// Intent: folly::Func, the callable of executors, drops coroutines.
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
#include <functional>

folly::coro::Task<void> write();
folly::Future<int> ask();

void found(folly::CPUThreadPoolExecutor &pool) {
  pool.add([]() -> folly::coro::Task<void> { co_await write(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'Function<void ()>' drops the task that this lambda returns, so its body never runs [async-void-callback]
  std::function<void()> f = write;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'function<void ()>' drops the task that 'write' returns
}

folly::coro::Task<void> fine(folly::CPUThreadPoolExecutor &pool) {
  co_await co_withExecutor(folly::getKeepAliveToken(pool), write());
  pool.add([&pool] {
    co_withExecutor(folly::getKeepAliveToken(pool), write()).start();
  });
  co_await ask().thenValue([](int) { return ask(); });
}
