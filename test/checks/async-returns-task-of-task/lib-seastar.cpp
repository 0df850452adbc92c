// RUN: %check_cotidy %s async-returns-task-of-task %t -- -isystem %mock
// Intent: Seastar flattens; the standard library does not.
#include <future>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/loop.hh>
#include <type_traits>

namespace ss = seastar;

ss::future<int> count();
ss::future<> flush();

template <class F> ss::future<std::invoke_result_t<F>> retry(F attempt) {
  co_return attempt();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: a task is not awaited but becomes the result of a 'future<future<int>>', and the result of the inner one is seen only when that is awaited, too [async-returns-task-of-task]
}
void found() {
  (void)retry(count);
  auto counted = std::async(count);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'async' wraps the task that its callable returns in a 'future<future<int>>'
}

ss::future<int> fine() {
  co_await flush().then([] { return count(); });
  co_await ss::repeat([]() -> ss::future<ss::stop_iteration> {
    co_return ss::stop_iteration::yes;
  });
  co_return co_await count();
}
