// RUN: %check_cotidy %s async-unsequenced-await %t -- -isystem %mock
// Intent: cppcoro's tasks and locks.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

cppcoro::task<int> fetch();

class Counter {
public:
  cppcoro::task<> add() {
    value_ = value_ + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'value_' is read
  }
  cppcoro::task<> guarded() {
    auto lock = co_await mutex_.scoped_lock_async();
    value_ = value_ + co_await fetch();
  }
  void reset() { value_ = 0; }

private:
  cppcoro::async_mutex mutex_;
  int value_ = 0;
};
