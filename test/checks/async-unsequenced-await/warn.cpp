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

// Copies of objects, and what is taken out of one.
struct Money {
  long cents = 0;
};
Money operator+(Money, Money);
void keep(std::string, int);
void keep(std::unique_ptr<int>, int);

class Objects {
public:
  task<> copied_operand() {
    saved_ = saved_ + co_await fetch_money();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'saved_' is read
  }
  task<> copied_argument() const {
    keep(name_, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'name_' is read
  }
  task<> taken_argument() {
    keep(std::move(owned_), co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'owned_' is read
  }
  // The inner call has read the name when it is over.
  task<> chain() {
    std::string line = "hello " + name_ + std::to_string(co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'name_' is read
  }
  task<> part() {
    std::string line = name_.substr(1) + std::to_string(co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'name_' is read
  }
  task<> assigned() {
    g2(count_ += 2, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'count_' is read
  }
  void change() {
    saved_ = Money();
    name_.clear();
    owned_.reset();
    count_ = 0;
  }

private:
  task<Money> fetch_money() const;
  Money saved_;
  std::string name_;
  std::unique_ptr<int> owned_;
  int count_ = 0;
};

// What the functions do that the operands call.
class Through {
public:
  task<> read_by_a_function() {
    g2(load(), co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'busy_' is read
  }
  task<> counted_by_a_function() {
    g2(next(), co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'last_' is read
  }
  // Nobody else writes it.
  task<> changed_by_what_is_awaited() {
    g2(version_, co_await refresh());
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'version_' is read
  }
  task<> read_by_what_is_awaited() {
    g2(mode_ = 1, co_await in_mode());
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'mode_' is written
  }
  task<> filled_by_what_is_awaited() {
    g2(filled_, co_await count(filled_));
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'filled_' is read
  }
  void work() {
    ++busy_;
    last_ = 0;
  }
  int next() { return ++last_; }

private:
  int load() const { return busy_ > 0 ? 100 / busy_ : 0; }
  task<int> refresh() {
    co_await tick();
    version_ = 7;
    co_return 0;
  }
  task<int> in_mode() {
    co_await tick();
    co_return mode_ + 1;
  }
  int busy_ = 0;
  int last_ = 0;
  int version_ = 0;
  int mode_ = 0;
  int filled_ = 0;
};

// Functions that a unit offers for objects of its own class.
struct Link {
  int errors = 0;
};
void record(Link &link) { link.errors += 1; }
task<bool> noisy(Link *link) {
  co_await tick();
  co_return link->errors > co_await fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'link->errors' is read
}
