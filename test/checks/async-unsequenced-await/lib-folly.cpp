// RUN: %check_cotidy %s async-unsequenced-await %t -- -isystem %mock
// Intent: reads that tasks of folly leave open before or after a suspension.
#include <folly/coro/Task.h>

folly::coro::Task<int> fetch();
int combine(int left, int right);

class account {
public:
  folly::coro::Task<void> add() {
    total_ = total_ + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'total_' is read before or after the suspension in this expression, as the compiler likes [async-unsequenced-await]
  }
  folly::coro::Task<int> both() {
    co_return combine(total_, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'total_' is read before or after the suspension in this expression, as t
  }
  folly::coro::Task<void> add_in_order() {
    total_ += co_await fetch();
    int amount = co_await fetch();
    total_ = total_ + amount;
  }
  folly::coro::Task<void> clear() {
    co_await fetch();
    total_ = 0;
  }

private:
  int total_ = 0;
};
