// RUN: %check_cotidy --mock %s async-lost-update %t
// Intent: cppcoro's tasks, joins and locks.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

cppcoro::task<int> fetch();

class Counter {
public:
  cppcoro::task<> up() {
    int seen = value_;
    seen += co_await fetch();
    value_ = seen;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'value_'
  }
  cppcoro::task<> under_a_guard() {
    auto lock = co_await mutex_.scoped_lock_async();
    int seen = value_;
    seen += co_await fetch();
    value_ = seen;
  }
  cppcoro::task<> by_hand() {
    co_await mutex_.lock_async();
    int seen = value_;
    seen += co_await fetch();
    value_ = seen;
    mutex_.unlock();
  }

private:
  cppcoro::async_mutex mutex_;
  int value_ = 0;
};

// Several at a time, on one variable.
cppcoro::task<> add(int &total) {
  int seen = total;
  seen += co_await fetch();
  total = seen;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'total'
}
int sum() {
  int total = 0;
  cppcoro::sync_wait(cppcoro::when_all(add(total), add(total)));
  return total;
}
