// RUN: %check_cotidy %s async-returns-task-of-task %t -- -isystem %mock
// Intent: thenValue flattens futures and not coroutines.
#include <folly/coro/Task.h>
#include <folly/futures/Future.h>
#include <type_traits>
#include <utility>

folly::coro::Task<int> count();
folly::coro::Task<int> twice(int);
folly::Future<int> ask();

template <class F>
folly::coro::Task<std::invoke_result_t<F>> retry(F attempt) {
  co_return attempt();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: a task is not awaited but becomes the result of a 'Task<Task<int>>', and the body of the inner one runs only when that is awaited, too [async-returns-task-of-task]
}

folly::coro::Task<void> found() {
  (void)retry(count);
  auto doubled = ask().thenValue([](int n) { return twice(n); });
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'Future::thenValue' wraps the task that its callable returns in a 'Future<{{.*}}Task<int>>'
  co_await std::move(doubled);
}

folly::coro::Task<void> fine() {
  auto asked = ask().thenValue([](int) { return ask(); });
  co_await std::move(asked);
  auto number = co_await ask().thenValue([](int n) { return twice(n).semi(); });
}
