// RUN: %check_cotidy %s async-returns-task-of-task %t -- -isystem %mock
// Intent: tasks of drogon in themselves.
#include <drogon/utils/coroutine.h>

#include <type_traits>
#include <utility>

drogon::Task<int> count();

template <class F> drogon::Task<std::invoke_result_t<F>> retry(F attempt) {
  auto result = attempt();
  co_return std::move(result);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the task in 'result' is not awaited but becomes the result of a 'Task<Task<int>>', and the body of the inner one runs only when that is awaited, too [async-returns-task-of-task]
}
drogon::Task<drogon::Task<int>> prepared() {
  co_return count();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'count' is not awaited but becomes the result of a 
}
drogon::Task<int> found() {
  co_await retry(count);
  co_return 1;
}

template <class F> std::invoke_result_t<F> retry_and_await(F attempt) {
  co_return co_await attempt();
}
drogon::Task<int> fine() {
  co_await retry_and_await(count);
  co_return co_await count();
}
