// RUN: %check_cotidy %s async-unsequenced-await %t
// Intent: atomics, and functions of the standard library as the one around both.
#include "Inputs/task.h"

#include <algorithm>

class Stats {
public:
  task<> best() {
    best_ = std::max(best_.load(), co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'best_' is read
  }
  task<> pair() {
    auto both = std::make_pair(int(best_), co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: 'best_' is read
    co_await send(both.first);
  }
  task<> in_order() {
    std::pair<int, int> both{best_.load(), co_await fetch()};
    co_await send(both.first);
    best_ += co_await fetch();
  }
  void reset() { best_ = 0; }

private:
  std::atomic<int> best_{0};
};
