// RUN: %check_cotidy %s async-misused-task %t -- -isystem %mock
#include <folly/coro/Mutex.h>
#include <folly/coro/SharedMutex.h>
#include <folly/coro/Task.h>
#include <mutex>

folly::coro::Task<int> number();
folly::coro::Task<> work();

class Counter {
public:
  folly::coro::Task<> never_locked() {
    auto lock = mutex_.co_scoped_lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'lock' holds an awaitable that is never awaited, so nothing is held [async-misused-task]
    ++value_;
    co_await work();
  }
  folly::coro::Task<int> never_locked_shared() {
    auto guard = shared_.co_scoped_lock_shared();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'guard' holds an awaitable that is never awaited, so nothing is held
    co_return value_;
  }
  folly::coro::Task<> locked() {
    auto lock = co_await mutex_.co_scoped_lock();
    ++value_;
  }
  folly::coro::Task<> locked_later() {
    auto operation = mutex_.co_scoped_lock();
    auto lock = co_await operation;
    ++value_;
  }

private:
  folly::coro::Mutex mutex_;
  folly::coro::SharedMutex shared_;
  int value_ = 0;
};
