// RUN: %check_cotidy %s async-lost-update,async-unsequenced-await %t
// Intent: the order of evaluation within one expression, as compilers have it.
#include "Inputs/task.h"

struct total {
  total &operator+=(const std::string &);
};
struct point {
  int v;
};

class Sums {
public:
  // Case: compound-assignment
  task<> compound() { n_ += co_await fetch(); }
  // Case: compound-assignment-of-a-class
  task<> of_class() { s_ += f(co_await fetch()); }
  task<> left_first() {
    n_ = n_ + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'n_' is read before or after the suspension
  }
  task<> left_first_times() {
    n_ = 2 * n_ - co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'n_' is read before or after the suspension
  }
  // Unsequenced, and read afterwards by both compilers.
  // Case: await-on-the-left
  task<> right_first() { n_ = co_await fetch() + n_; }
  task<> through_a_local() {
    int t = n_;
    t += co_await fetch();
    n_ = t;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> beside_an_argument() {
    n_ = g(n_, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'n_' is read before or after the suspension
  }
  // Case: argument-passed-by-reference
  task<> beside_a_reference() { n_ = h(n_, co_await fetch()); }
  // Case: left-side-evaluated-after-the-await
  task<> left_side() {
    slots_[idx()] = co_await fetch();
    p_->v = co_await fetch();
  }
  // Case: plain-assignment
  task<> plain() { n_ = co_await fetch(); }
  void reset() {
    n_ = 0;
    s_ = {};
    slots_.clear();
    p_ = nullptr;
  }

private:
  std::string f(int);
  int g(int, int);
  int h(const int &, int);
  int idx() { return n_; }
  int n_ = 0;
  total s_;
  std::vector<int> slots_;
  point *p_ = nullptr;
};
