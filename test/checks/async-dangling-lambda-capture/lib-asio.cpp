// RUN: %check_cotidy -std=c++20 %s async-dangling-lambda-capture %t -- -isystem %mock
// Intent: closures that go before the tasks of Asio they made.
#include <asio.hpp>

#include <utility>

namespace net = asio;
using net::awaitable;
awaitable<void> store(int value);
void use(int value);

awaitable<void> returned(int value) {
  return [value]() -> awaitable<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'value' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await store(1);
    use(value);
  }();
}
void spawned(net::io_context &loop, int value) {
  net::co_spawn(
      loop,
      [value]() -> awaitable<void> {
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the captured 'value' is used after this coroutine lambda is gone
        co_await store(1);
        use(value);
      }(),
      net::detached);
}

void spawned_as_callable(net::io_context &loop, int value) {
  net::co_spawn(
      loop,
      [value]() -> awaitable<void> {
        co_await store(1);
        use(value);
      },
      net::detached);
}
awaitable<void> awaited(int value) {
  co_await [value]() -> awaitable<void> {
    co_await store(1);
    use(value);
  }();
}
