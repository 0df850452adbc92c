// RUN: %check_cotidy %s async-unsequenced-await %t
// Intent: the read, the suspension and the other side, in that order.
#include "Inputs/task.h"

void use(int, int);
task<int> count(int &);

class Counter {
public:
  task<> add() {
    value_ = value_ + co_await fetch();
    // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'value_' is read before or after the suspension in this expression, as the compiler likes [async-unsequenced-await]
    // CHECK-NOTES: :[[@LINE-2]]:23: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE+2]]:25: note: 'Counter::reset' writes 'value_' here and may run meanwhile
  }
  void reset() { value_ = 0; }

private:
  int value_ = 0;
};
task<> own() {
  int seen = 0;
  use(seen, co_await count(seen));
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'seen' is read
  // CHECK-NOTES: :[[@LINE-2]]:13: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE-3]]:22: note: 'seen' is changed by what is awaited
}
class Load {
public:
  task<> show() {
    use(percent(), co_await fetch());
    // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'busy_' is read
    // CHECK-NOTES: :[[@LINE+7]]:33: note: 'busy_' is used here, called by the left operand
    // CHECK-NOTES: :[[@LINE-3]]:20: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE+2]]:17: note: 'Load::work' writes 'busy_' here and may run meanwhile
  }
  void work() { ++busy_; }

private:
  int percent() const { return (busy_ * 100) / 8; }
  int busy_ = 0;
};
