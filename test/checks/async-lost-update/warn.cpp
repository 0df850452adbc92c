// RUN: %check_cotidy %s async-lost-update %t
// Intent: each way to carry an old value over a suspension, and each proof that
// somebody else writes meanwhile.
#include "Inputs/task.h"

class Counter {
public:
  task<> up() {
    int seen = value_;
    co_await tick();
    value_ = seen + 1;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: this write to 'value_' is based on a value read before a suspension, and loses what was written meanwhile [async-lost-update]
    // CHECK-NOTES: :[[@LINE-4]]:16: note: 'value_' is read here
    // CHECK-NOTES: :[[@LINE-4]]:5: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE+4]]:36: note: 'Counter::down' writes 'value_' here and may run meanwhile
  }

  // The other writer need not be a coroutine, nor do anything wrong.
  task<> down() { co_await tick(); --value_; }

private:
  int value_ = 0;
};

// An argument passed by value to what is awaited.
int offset = 0;
task<> advance() {
  offset = co_await fetch(offset);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: this write to 'offset' {{.*}}
  // CHECK-NOTES: :[[@LINE-2]]:27: note: 'offset' is read here
  // CHECK-NOTES: :[[@LINE-3]]:12: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE-5]]:8: note: another call of 'advance' may run meanwhile
}
