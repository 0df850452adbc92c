// RUN: %check_cotidy %s async-dangling-lambda-capture %t -- -isystem %mock
// Intent: closures of tasks that async_simple starts on its own.
#include <async_simple/coro/Lazy.h>

#include <atomic>
#include <future>
#include <utility>

using async_simple::coro::Lazy;
Lazy<void> put(int value);

void started(async_simple::Executor *executor, int value) {
  [value]() -> Lazy<void> {
    // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the captured 'value' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await put(value);
  }()
                   .via(executor)
                   .start([](auto &&) {});
}
void spun(async_simple::Executor *executor, int value) {
  std::atomic<int> left = 1;
  auto task = [value]() -> Lazy<void> { co_await put(value); };
  task().via(executor).start([&](auto &&) { left.fetch_sub(1); });
  while (left.load())
    ;
}
void run(Lazy<void> &&task) {
  std::promise<void> done;
  std::move(task).start([&](auto &&) { done.set_value(); });
  done.get_future().wait();
}
void waited(int value) {
  run([value]() -> Lazy<void> { co_await put(value); }());
}
