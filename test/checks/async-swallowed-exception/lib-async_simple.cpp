// RUN: %check_cotidy %s async-swallowed-exception %t -- -isystem %mock
// Intent: a task that is started with a callback, which gets its failure.
#include <async_simple/coro/Lazy.h>
#include <async_simple/coro/Mutex.h>
#include <async_simple/coro/Sleep.h>
#include <cstdio>
#include <stdexcept>
#include <utility>

using async_simple::Try;
using async_simple::coro::Lazy;

Lazy<int> renew(int id);
void rethrow(std::exception_ptr);
void done();
Lazy<void> loop(int id) {
  while (id)
    id = co_await renew(id);
}
Lazy<void> fails() {
  co_await renew(1);
  throw std::runtime_error("no lease");
}
Lazy<void> locks(async_simple::coro::Mutex &mutex) {
  co_await mutex.coLock();
  mutex.unlock();
}
Lazy<void> waits() { co_await async_simple::coro::sleep(1); }

void starts(async_simple::Executor *executor) {
  loop(1).via(executor).start([](auto &&) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: the completion handler of the task never looks at its exception [async-swallowed-exception]
  loop(1).start([](Try<void> &&) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the completion handler of 'loop' never looks at its exception
  fails().start([](Try<void> result) { done(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the completion handler of 'fails' never looks at its exception
  auto task = fails();
  std::move(task).via(executor).start([](Try<void> &&result) { (void)result; });
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: the completion handler of the task never looks at its exception
}

// It is looked at, there is nothing to see, or a comment says that it is meant.
void asks(async_simple::Executor *executor, async_simple::coro::Mutex &mutex) {
  loop(1).start([](Try<void> &&result) {
    if (result.hasError())
      rethrow(result.getException());
  });
  loop(1).via(executor).start([](auto &&result) {
    if (result.hasError())
      rethrow(result.getException());
  });
  waits().start([](Try<void> &&) {});
  waits().via(executor).start([](auto &&) {});
  loop(1).start([](auto &&) {
    // The next round tells.
  });
  loop(1).via(executor).detach();
  locks(mutex).start([](Try<void>) { done(); });
}
