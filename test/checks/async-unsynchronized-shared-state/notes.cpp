// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: the notes name what starts each side, and the other access with its
// lock.
#include <boost/asio.hpp>

#include <mutex>
#include <thread>
#include <vector>

namespace asio = boost::asio;

class Account {
public:
  void pay(int n) {
    std::lock_guard guard(lock_);
    balance_ += n;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'account.balance_' is written here under 'lock_', while another thread may read it without a lock [async-unsynchronized-shared-state]
    // CHECK-NOTES: :[[@LINE+11]]:16: note: this lambda is started here on a thread of its own
    // CHECK-NOTES: :[[@LINE+13]]:18: note: this is called while that runs
    // CHECK-NOTES: :[[@LINE+2]]:32: note: 'account.balance_' is read here without a lock
  }
  int balance() const { return balance_; }

private:
  std::mutex lock_;
  int balance_ = 0;
};
int beside(Account &account) {
  std::jthread payer([&account] {
    account.pay(1);
  });
  return account.balance();
}

int hits;
void in_a_pool() {
  asio::thread_pool pool;
  for (int i = 0; i < 4; ++i)
    asio::post(pool, [] { ++hits; });
    // CHECK-NOTES: :[[@LINE-1]]:27: warning: 'hits' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
    // CHECK-NOTES: :[[@LINE-2]]:5: note: this lambda is started here on the pool 'pool', again and again
  pool.join();
}

class Ticker {
public:
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void stop() {
    running_ = false;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'running_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    // CHECK-NOTES: :[[@LINE-5]]:15: note: this lambda is started here on a thread of its own
    // CHECK-NOTES: :[[@LINE+2]]:13: note: the thread is only joined here
    // CHECK-NOTES: :[[@LINE+6]]:12: note: 'running_' is read here without a lock
    thread_.join();
  }

private:
  void run() {
    while (running_)
      ;
  }
  bool running_ = true;
  std::thread thread_;
};
