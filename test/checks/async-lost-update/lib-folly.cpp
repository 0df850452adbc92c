// RUN: %check_cotidy %s async-lost-update %t -- -isystem %mock
#include <folly/coro/Mutex.h>
#include <folly/coro/Task.h>
#include <folly/futures/Future.h>
#include <mutex>

folly::coro::Task<int> price(int item);
folly::SemiFuture<int> stored();

class Account {
public:
  folly::coro::Task<> buy(int item) {
    int before = balance_;
    int cost = co_await price(item);
    balance_ = before - cost;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'balance_' is based on a value read before a suspension, and loses what was written meanwhile [async-lost-update]
  }
  folly::coro::Task<> reload() {
    int before = total_;
    total_ = before + co_await stored();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'total_' is based on a value read before a suspension, and loses what was written meanwhile
  }
  folly::coro::Task<> guarded(int item) {
    auto lock = co_await mutex_.co_scoped_lock();
    int before = safe_;
    int cost = co_await price(item);
    safe_ = before - cost;
  }
  folly::coro::Task<> fine(int item) {
    int cost = co_await price(item);
    balance_ -= cost;
  }
  void deposit(int amount) {
    balance_ += amount;
    total_ += amount;
  }

private:
  folly::coro::Mutex mutex_;
  int balance_ = 0;
  int total_ = 0;
  int safe_ = 0;
};
