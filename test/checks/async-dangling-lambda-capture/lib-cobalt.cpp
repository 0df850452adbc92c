// RUN: %check_cotidy -std=c++20 %s async-dangling-lambda-capture %t -- -isystem %mock
// Intent: closures that go before the tasks of cobalt they made.
#include <boost/cobalt.hpp>

#include <utility>

boost::cobalt::task<void> store(int value);
void use(int value);

boost::cobalt::task<void> returned(int value) {
  return [value]() -> boost::cobalt::task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'value' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await store(1);
    use(value);
  }();
}
boost::cobalt::task<void> kept(int value) {
  auto task = [&value]() -> boost::cobalt::task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the captured 'value' is used after this coroutine lambda is gone
    co_await store(1);
    use(value);
  }();
  co_await store(2);
  co_await std::move(task);
}

boost::cobalt::task<void> awaited(int value) {
  co_await [value]() -> boost::cobalt::task<void> {
    co_await store(1);
    use(value);
  }();
}
boost::cobalt::task<void> with_parameter(int value) {
  return [](int mine) -> boost::cobalt::task<void> {
    co_await store(1);
    use(mine);
  }(value);
}
