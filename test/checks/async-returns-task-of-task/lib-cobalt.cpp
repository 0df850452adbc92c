// RUN: %check_cotidy %s async-returns-task-of-task %t -- -isystem %mock
// Intent: tasks of cobalt in themselves.
#include <boost/cobalt.hpp>

#include <type_traits>
#include <utility>

boost::cobalt::task<int> count();

template <class F>
boost::cobalt::task<std::invoke_result_t<F>> retry(F attempt) {
  auto result = attempt();
  co_return std::move(result);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the task in 'result' is not awaited but becomes the result of a 'task<task<int>>', and the body of the inner one runs only when that is awaited, too [async-returns-task-of-task]
}
boost::cobalt::task<boost::cobalt::task<int>> prepared() {
  co_return count();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'count' is not awaited but becomes the result of a 
}
boost::cobalt::task<int> found() {
  co_await retry(count);
  co_return 1;
}

template <class F> std::invoke_result_t<F> retry_and_await(F attempt) {
  co_return co_await attempt();
}
boost::cobalt::task<int> fine() {
  co_await retry_and_await(count);
  co_return co_await count();
}
