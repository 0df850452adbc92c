// RUN: not %cotidy_no_models check --checks='-*,async-unawaited-task,async-lost-update' %s -- -std=c++20 | FileCheck %s
// RUN: %cotidy_no_models check --dump=suspensions %s -- -std=c++20 > %t.without
// RUN: %cotidy check --dump=suspensions %s -- -std=c++20 > %t.with
// RUN: diff %t.without %t.with
// Intent: without any library model, a hand-written task is known by what the
// language says.
#include <coroutine>

template <class T> class job {
public:
  struct promise_type {
    job get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_value(T);
  };
  struct awaiter {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) noexcept;
    T await_resume();
  };
  awaiter operator co_await() const noexcept;
};
job<int> save(int);

class Account {
public:
  job<int> deposit(int Sum) {
    int Before = balance_;
    co_await save(Sum);
    balance_ = Before + Sum;
    // CHECK: :[[@LINE-1]]:5: warning: this write to 'balance_'
    // CHECK: note: 'balance_' is read here
    // CHECK: note: the coroutine may suspend here
    // CHECK: note: 'Account::withdraw' writes 'balance_' here and may run meanwhile
    co_return balance_;
  }
  job<int> withdraw(int Sum) {
    balance_ -= Sum;
    save(-Sum);
    // CHECK: :[[@LINE-1]]:5: error: the task returned by 'save' is not awaited, so its body never runs
    co_return co_await save(Sum);
  }

private:
  int balance_ = 0;
};
