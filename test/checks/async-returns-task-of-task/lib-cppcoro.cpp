// RUN: %check_cotidy %s async-returns-task-of-task %t -- -isystem %mock
// Intent: cppcoro's tasks in themselves.
#include <cppcoro/fmap.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>
#include <type_traits>

cppcoro::task<int> count();
cppcoro::task<> cook();

template <class F> cppcoro::task<std::invoke_result_t<F>> retry(F attempt) {
  auto result = attempt();
  co_return std::move(result);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the task in 'result' is not awaited but becomes the result of a 'task<task<int>>', and the body of the inner one runs only when that is awaited, too [async-returns-task-of-task]
}
cppcoro::task<cppcoro::task<>> prepared() {
  co_return cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'cook' is not awaited but becomes the result
}
cppcoro::task<> found() {
  co_await retry(count);
}

cppcoro::task<int> fine() {
  co_await cppcoro::when_all(cook(), count());
  co_return co_await count();
}
