// RUN: %check_cotidy -std=c++20 %s async-dangling-lambda-capture %t -- -isystem %mock
// Intent: closures that go before the tasks of libcoro they made.
#include <coro/task.hpp>

#include <utility>

coro::task<void> store(int value);
void use(int value);

coro::task<void> returned(int value) {
  return [value]() -> coro::task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'value' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await store(1);
    use(value);
  }();
}
coro::task<void> kept(int value) {
  auto task = [&value]() -> coro::task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the captured 'value' is used after this coroutine lambda is gone
    co_await store(1);
    use(value);
  }();
  co_await store(2);
  co_await std::move(task);
}

coro::task<void> awaited(int value) {
  co_await [value]() -> coro::task<void> {
    co_await store(1);
    use(value);
  }();
}
coro::task<void> with_parameter(int value) {
  return [](int mine) -> coro::task<void> {
    co_await store(1);
    use(mine);
  }(value);
}
