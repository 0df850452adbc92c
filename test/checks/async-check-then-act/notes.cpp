// RUN: %check_cotidy %s async-check-then-act %t
// Intent: the notes tell the story in the order in which it happens.
#include "Inputs/task.h"

struct signal {
  task<> wait();
};
class Box {
public:
  task<> fill() {
    if (!value_)
      value_ = co_await fetch();
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'value_' is written because of a test before a suspension, which may no longer hold
      // CHECK-NOTES: :[[@LINE-3]]:9: note: 'value_' is tested here
      // CHECK-NOTES: :[[@LINE-3]]:16: note: the coroutine may suspend here
      // CHECK-NOTES: :[[@LINE-6]]:10: note: another call of 'Box::fill' may do the same meanwhile
  }
  task<int> take() {
    if (values_.empty())
      co_return 0;
    co_await tick();
    co_return values_.back();
    // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'values_' is used because of a test before a suspension, which may no longer hold
    // CHECK-NOTES: :[[@LINE-5]]:9: note: 'values_' is tested here
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE+2]]:26: note: 'Box::clear' changes 'values_' here and may run meanwhile
  }
  void clear() { values_.clear(); }
  task<int> wait() {
    if (values_.empty())
      co_await filled_.wait();
    co_return values_.back();
    // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'values_' is used after waiting for it once, and may be empty again
    // CHECK-NOTES: :[[@LINE-4]]:9: note: 'values_' is tested here
    // CHECK-NOTES: :[[@LINE-4]]:7: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE-8]]:26: note: 'Box::clear' changes 'values_' here and may run meanwhile
  }

private:
  std::optional<int> value_;
  std::vector<int> values_;
  signal filled_;
};
