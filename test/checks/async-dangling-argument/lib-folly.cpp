// RUN: %check_cotidy %s async-dangling-argument %t -- -isystem %mock
// Intent: arguments that go before the tasks of folly that refer to them.
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>

#include <string>
#include <string_view>
#include <utility>

folly::coro::Task<void> pause();
std::string name();
void use(std::string_view text);
folly::coro::Task<void> send(const std::string &text) {
  co_await pause();
  use(text);
}
folly::coro::Task<void> send_view(std::string_view text) {
  co_await pause();
  use(text);
}

folly::coro::Task<void> kept() {
  auto task = send("hello");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: this temporary is gone before the task that refers to it is done [async-dangling-argument]
  co_await pause();
  co_await std::move(task);
}
folly::coro::Task<void> returned() {
  std::string text = name();
  return send_view(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'text' is gone before the task that refers to it is done
}

folly::coro::Task<void> awaited() {
  co_await send("hello");
  std::string text = name();
  auto task = send_view(text);
  co_await std::move(task);
}
folly::coro::Task<void> passes_on(const std::string &text) {
  return send(text);
}

void started(folly::CPUThreadPoolExecutor &pool) {
  std::string text = name();
  folly::coro::co_withExecutor(&pool, send(text)).start([](auto &&) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: 'text' is gone
}
