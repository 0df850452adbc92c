// RUN: %check_cotidy %s async-unsequenced-await %t
// Intent: operands whose order C++ leaves open, one of which suspends.
#include "Inputs/task.h"

#include <algorithm>

int n = 0;
void g2(int, int);
int sum(int, int, int);
task<> fill(int &);
task<int> count(int &);
struct Point {
  Point(int, int);
};

task<> reset() {
  co_await tick();
  n = 0;
}

class Counter {
public:
  // The row of the table that loses an update with one compiler only.
  task<> add() {
    value_ = value_ + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'value_' is read before or after the suspension in this expression, as the compiler likes [async-unsequenced-await]
  }
  task<> add_some_more() {
    value_ = 2 * value_ - (1 + co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'value_' is read
  }
  task<> argument() {
    g2(value_, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'value_' is read
  }
  task<> nested() {
    g2(sum(1, 2, value_ + 1), sum(1, co_await fetch(), 3));
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'value_' is read
  }
  task<> constructor() {
    Point p(value_, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'value_' is read
  }
  task<bool> comparison() {
    co_return value_ == co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'value_' is read
  }
  task<> condition() {
    if (value_ < co_await fetch())
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'value_' is read
      co_await tick();
    int rest = value_ - co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'value_' is read
    co_await send(rest);
  }
  task<> counted() {
    g2(value_++, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'value_' is read
  }
  task<> through_an_accessor() {
    g2(value(), co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'value_' is read
  }
  task<> maximum() {
    value_ = std::max(int(value_), co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'value_' is read
  }
  task<> in_a_lambda() {
    auto add = [this]() -> task<> {
      value_ = value_ + co_await fetch();
      // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'value_' is read
    };
    co_await add();
  }
  void reset() { value_ = 0; }
  int value() const { return value_; }

private:
  int value_ = 0;
};

template <class T> class Sum {
public:
  task<> add() {
    value_ = value_ + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'value_' is read
  }
  void reset() { value_ = T(); }

private:
  T value_;
};
template class Sum<long>;

// What is awaited changes it itself.
task<> changed_by_the_operand() {
  int seen = 0;
  g2(seen, co_await count(seen));
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: 'seen' is read
}

task<> global() {
  n = n + co_await fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'n' is read
}
