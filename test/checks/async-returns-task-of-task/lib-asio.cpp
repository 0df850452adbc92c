// RUN: %check_cotidy %s async-returns-task-of-task %t -- -isystem %mock
// Intent: asio::awaitable in itself, and in a future.
#include <boost/asio.hpp>
#include <future>
#include <type_traits>

namespace asio = boost::asio;

asio::awaitable<int> count();
asio::awaitable<void> save();

template <class F>
asio::awaitable<std::invoke_result_t<F>> retry(F attempt) {
  co_return attempt();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: a task is not awaited but becomes the result of a 'awaitable<awaitable<int>>', and the body of the inner one runs only when that is awaited, too [async-returns-task-of-task]
}
template <class F> std::invoke_result_t<F> retryAwaited(F attempt) {
  co_return co_await attempt();
}

void found(asio::io_context &context) {
  asio::co_spawn(context, retry(count), asio::detached);
  auto saving = std::async(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'async' wraps the task that its callable returns in a 'future<awaitable<{{.*}}'
  saving.wait();
}

void fine(asio::io_context &context) {
  asio::co_spawn(context, retryAwaited(count), asio::detached);
  std::future<int> counted = asio::co_spawn(context, count, asio::use_future);
  auto answered = std::async([&] { return counted.get(); });
}
