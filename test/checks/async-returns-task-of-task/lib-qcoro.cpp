// RUN: %check_cotidy %s async-returns-task-of-task %t -- -isystem %mock
// Intent: tasks of qcoro in themselves.
#include <QCoroTask>

#include <type_traits>
#include <utility>

QCoro::Task<int> count();

template <class F> QCoro::Task<std::invoke_result_t<F>> retry(F attempt) {
  auto result = attempt();
  co_return std::move(result);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the task in 'result' is not awaited but becomes the result of a 'Task<Task<int>>', and the result of the inner one is seen only when that is awaited, too [async-returns-task-of-task]
}
QCoro::Task<QCoro::Task<int>> prepared() {
  co_return count();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'count' is not awaited but becomes the result of a 
}
QCoro::Task<int> found() {
  co_await retry(count);
  co_return 1;
}

template <class F> std::invoke_result_t<F> retry_and_await(F attempt) {
  co_return co_await attempt();
}
QCoro::Task<int> fine() {
  co_await retry_and_await(count);
  co_return co_await count();
}
