// RUN: %check_cotidy %s async-thread-local-across-suspend %t -- -isystem %mock
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>

thread_local int depth = 0;
folly::coro::Task<> work();

folly::coro::Task<> keeps() {
  int &mine = depth;
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'mine' refers to 'depth' of this thread, and is used after a suspension, when the coroutine may run on another [async-thread-local-across-suspend]
  co_await work();
  ++mine;
}

folly::coro::Task<> fine() {
  ++depth;
  co_await work();
}
