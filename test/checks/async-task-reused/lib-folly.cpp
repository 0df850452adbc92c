// RUN: %check_cotidy %s async-task-reused %t -- -isystem %mock
// Intent: a folly task is moved into its await, a future into its continuation.
#include <folly/coro/Collect.h>
#include <folly/coro/Task.h>
#include <folly/executors/GlobalExecutor.h>
#include <folly/futures/Future.h>
#include <utility>

folly::coro::Task<int> count();
folly::coro::Task<void> write(int);
folly::Future<int> ask();
extern int number;

folly::coro::Task<void> found(folly::Executor::KeepAlive<> executor) {
  auto t = count();
  number = co_await std::move(t);
  number = co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 't' is awaited a second time, but the first await used it up [async-task-reused]
  auto u = write(1);
  co_await folly::coro::collectAll(std::move(u), write(2));
  co_await std::move(u);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'u' is awaited after it was moved from, and nothing is left in it
  auto v = write(3);
  std::move(v).scheduleOn(executor).start();
  co_await std::move(v);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'v' is awaited after it was continued, and its result goes to the continuation
}

int futures() {
  auto f = ask();
  auto g = std::move(f).thenValue([](int n) { return n + 1; });
  number = std::move(f).get();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'f' is asked for its result after it was continued
  return std::move(g).get();
}

folly::coro::Task<void> fine(bool again) {
  auto t = count();
  number = co_await std::move(t);
  t = count();
  number = co_await std::move(t);
  auto f = ask();
  f.wait();
  if (f.hasValue())
    number = f.value();
  f = std::move(f).thenValue([](int n) { return n; });
  number = co_await std::move(f);
}
