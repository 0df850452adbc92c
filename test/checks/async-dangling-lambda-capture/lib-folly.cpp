// RUN: %check_cotidy -std=c++20 %s async-dangling-lambda-capture %t -- -isystem %mock
// Intent: closures that go before the tasks of folly they made.
#include <folly/coro/Task.h>

#include <utility>

folly::coro::Task<void> store(int value);
void use(int value);

folly::coro::Task<void> returned(int value) {
  return [value]() -> folly::coro::Task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'value' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await store(1);
    use(value);
  }();
}
folly::coro::Task<void> kept(int value) {
  auto task = [&value]() -> folly::coro::Task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the captured 'value' is used after this coroutine lambda is gone
    co_await store(1);
    use(value);
  }();
  co_await store(2);
  co_await std::move(task);
}

folly::coro::Task<void> awaited(int value) {
  co_await [value]() -> folly::coro::Task<void> {
    co_await store(1);
    use(value);
  }();
}
folly::coro::Task<void> with_parameter(int value) {
  return [](int mine) -> folly::coro::Task<void> {
    co_await store(1);
    use(mine);
  }(value);
}
