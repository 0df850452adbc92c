// RUN: %check_cotidy %s async-check-then-act %t -- -isystem %mock
// Intent: what a test before an asynchronous lock found out may be over when
// the lock is taken; whoever holds it may change it.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

#include <seastar/core/coroutine.hh>
#include <seastar/core/semaphore.hh>

seastar::future<int> append(int batch);
seastar::future<> truncate();

enum class State { follower, leader };
class Consensus {
public:
  seastar::future<> step(int term) {
    auto units = co_await seastar::get_units(lock_, 1);
    if (term > term_)
      state_ = State::follower;
    co_await truncate();
  }
  seastar::future<int> replicate(int batch) {
    if (!isLeader())
      // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'state_' is tested before 'lock_' is held, and not again; whoever holds it may change 'state_' [async-check-then-act]
      // CHECK-NOTES: :[[@LINE+3]]:18: note: the coroutine waits for 'lock_' here
      // CHECK-NOTES: :[[@LINE-7]]:7: note: 'state_' is changed here with 'lock_' held
      co_return -1;
    auto units = co_await seastar::get_units(lock_, 1);
    co_return co_await append(batch);
  }
  // Case: tested-again-with-the-lock
  seastar::future<int> again(int batch) {
    if (!isLeader())
      co_return -1;
    auto units = co_await seastar::get_units(lock_, 1);
    if (!isLeader())
      co_return -1;
    co_return co_await append(batch);
  }
  // Case: tested-with-the-lock
  seastar::future<int> after(int batch) {
    auto units = co_await seastar::get_units(lock_, 1);
    if (!isLeader())
      co_return -1;
    co_return co_await append(batch);
  }
  // Case: the-test-decides-something-else
  seastar::future<int> counted(int batch) {
    if (isLeader())
      ++asked_;
    auto units = co_await seastar::get_units(lock_, 1);
    co_return co_await append(batch);
  }

private:
  bool isLeader() const { return state_ == State::leader; }

  State state_ = State::follower;
  int term_ = 0;
  int asked_ = 0;
  seastar::semaphore lock_{1};
};

cppcoro::task<> send();
class Session {
public:
  cppcoro::task<> close() {
    auto lock = co_await mutex_.scoped_lock_async();
    open_ = false;
  }
  cppcoro::task<> say() {
    if (open_) {
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'open_' is tested before 'mutex_' is held, and not again; whoever holds it may change 'open_' [async-check-then-act]
      // CHECK-NOTES: :[[@LINE+2]]:19: note: the coroutine waits for 'mutex_' here
      // CHECK-NOTES: :[[@LINE-6]]:5: note: 'open_' is changed here with 'mutex_' held
      auto lock = co_await mutex_.scoped_lock_async();
      co_await send();
    }
  }
  // Case: changed-without-the-lock
  void drop() { dropped_ = true; }
  cppcoro::task<> undrop() {
    auto lock = co_await mutex_.scoped_lock_async();
    dropped_ = false;
  }
  cppcoro::task<> ask() {
    if (dropped_)
      co_return;
    auto lock = co_await mutex_.scoped_lock_async();
    co_await send();
  }
  // Case: looked-at-again-by-a-function
  cppcoro::task<> deep() {
    if (!open_)
      co_return;
    auto lock = co_await mutex_.scoped_lock_async();
    co_await sendIfOpen();
  }

private:
  cppcoro::task<> sendIfOpen() {
    if (open_)
      co_await send();
  }
  cppcoro::async_mutex mutex_;
  bool open_ = true;
  bool dropped_ = false;
};
