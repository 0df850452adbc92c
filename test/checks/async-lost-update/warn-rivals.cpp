// RUN: %check_cotidy %s async-lost-update %t
// Intent: every proof that somebody else writes meanwhile.
#include "Inputs/task.h"

// Started in a loop, on one object.
class Pool {
public:
  void start() {
    for (int i = 0; i < 4; ++i)
      spawn(work());
  }

private:
  task<> work() {
    int a = done_;
    co_await tick();
    done_ = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'done_' {{.*}}
  }
  int done_ = 0;
};

// Awaited by something that is started in a loop.
class Cafe {
public:
  task<> serve() { co_await lay(); }

private:
  task<> lay() {
    int a = forks_;
    co_await tick();
    forks_ = a - 2;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'forks_'
  }
  int forks_ = 20;
};
void open() {
  Cafe cafe;
  for (int i = 0; i < 4; ++i)
    spawn(cafe.serve());
}

// Started twice, side by side.
static task<> add_one(int &n) {
  int a = n;
  co_await tick();
  n = a + 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'n' {{.*}}
}
task<> both() {
  int n = 0;
  co_await when_all(add_one(n), add_one(n));
}

// A lambda that is started several times, with what it captures.
task<> fan_out() {
  int n = 0;
  auto work = [&]() -> task<> {
    int a = n;
    co_await tick();
    n = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n'
  };
  std::vector<task<>> all;
  for (int i = 0; i < 3; ++i)
    all.push_back(work());
  co_await when_all(std::move(all));
}

// A callback of the coroutine's own object.
class Client {
public:
  void start() {
    on_event([this] { pending_ = 0; });
    spawn(run());
  }

private:
  template <class F> void on_event(F);
  task<> run() {
    int a = pending_;
    co_await tick();
    pending_ = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'pending_'
  }
  int pending_ = 0;
};

// Reached from two functions that others call.
class Log {
public:
  task<> write() { co_await flush(); }
  task<> close() { co_await flush(); }

private:
  task<> flush() {
    int a = size_;
    co_await tick();
    size_ = a - 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'size_' {{.*}}
  }
  int size_ = 0;
};

// Two coroutines that are given the same object.
struct Account {
  int balance = 0;
};
task<> deposit(Account &a, int n) {
  int b = a.balance;
  co_await tick();
  a.balance = b + n;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'a.balance'
}
task<> withdraw(Account &a, int n) {
  int b = a.balance;
  co_await tick();
  a.balance = b - n;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'a.balance'
}

// A field that anybody can write, in a coroutine that anybody can call.
struct Stats {
  int seen = 0;
  task<> see() {
    int a = seen;
    co_await tick();
    seen = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'seen'
  }
};
