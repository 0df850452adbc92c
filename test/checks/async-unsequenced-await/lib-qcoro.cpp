// RUN: %check_cotidy %s async-unsequenced-await %t -- -isystem %mock
// Intent: reads that tasks of qcoro leave open before or after a suspension.
#include <QCoroTask>

QCoro::Task<int> fetch();
int combine(int left, int right);

class account {
public:
  QCoro::Task<void> add() {
    total_ = total_ + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'total_' is read before or after the suspension in this expression, as the compiler likes [async-unsequenced-await]
  }
  QCoro::Task<int> both() {
    co_return combine(total_, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'total_' is read before or after the suspension in this expression, as t
  }
  QCoro::Task<void> add_in_order() {
    total_ += co_await fetch();
    int amount = co_await fetch();
    total_ = total_ + amount;
  }
  QCoro::Task<void> clear() {
    co_await fetch();
    total_ = 0;
  }

private:
  int total_ = 0;
};
