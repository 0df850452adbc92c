// RUN: %check_cotidy -std=c++20 %s async-dangling-lambda-capture %t -- -isystem %mock
// Intent: closures that go before the tasks of drogon they made.
#include <drogon/utils/coroutine.h>

#include <utility>

drogon::Task<void> store(int value);
void use(int value);

drogon::Task<void> returned(int value) {
  return [value]() -> drogon::Task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'value' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await store(1);
    use(value);
  }();
}
drogon::Task<void> kept(int value) {
  auto task = [&value]() -> drogon::Task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the captured 'value' is used after this coroutine lambda is gone
    co_await store(1);
    use(value);
  }();
  co_await store(2);
  co_await std::move(task);
}

drogon::Task<void> awaited(int value) {
  co_await [value]() -> drogon::Task<void> {
    co_await store(1);
    use(value);
  }();
}
drogon::Task<void> with_parameter(int value) {
  return [](int mine) -> drogon::Task<void> {
    co_await store(1);
    use(mine);
  }(value);
}
