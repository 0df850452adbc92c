// RUN: %check_cotidy %s async-lost-update %t -- -isystem %mock
#include <boost/cobalt.hpp>

namespace cobalt = boost::cobalt;

cobalt::promise<int> price(int item);

class Account {
public:
  cobalt::promise<void> buy(int item) {
    int before = balance_;
    balance_ = before - co_await price(item);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'balance_' is based on a value read before a suspension, and loses what was written meanwhile [async-lost-update]
  }
  cobalt::promise<void> fine(int item) {
    int cost = co_await price(item);
    balance_ -= cost;
  }
  void deposit(int amount) { balance_ += amount; }

private:
  int balance_ = 0;
};
