// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
// Intent: orders that cannot meet.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

#include <optional>
#include <seastar/core/coroutine.hh>
#include <seastar/core/semaphore.hh>

seastar::future<> sync();

// Case: a-common-outer-lock
struct Outer {
  seastar::future<> one() {
    auto all = co_await seastar::get_units(all_, 1);
    auto a = co_await seastar::get_units(a_, 1);
    auto b = co_await seastar::get_units(b_, 1);
  }
  seastar::future<> two() {
    auto all = co_await seastar::get_units(all_, 1);
    co_await inner();
  }

private:
  seastar::future<> inner() {
    auto b = co_await seastar::get_units(b_, 1);
    auto a = co_await seastar::get_units(a_, 1);
  }
  seastar::semaphore all_{1}, a_{1}, b_{1};
};
// Case: one-after-the-other
struct Apart {
  seastar::future<> one() {
    {
      auto a = co_await seastar::get_units(a_, 1);
    }
    auto b = co_await seastar::get_units(b_, 1);
  }
  seastar::future<> two() {
    auto b = co_await seastar::get_units(b_, 1);
    b.return_all();
    auto a = co_await seastar::get_units(a_, 1);
  }
  seastar::semaphore a_{1}, b_{1};
};
// Case: one-tries
struct Tries {
  seastar::future<> one() {
    auto a = co_await seastar::get_units(a_, 1);
    auto b = co_await seastar::get_units(b_, 1);
  }
  seastar::future<> two() {
    auto b = co_await seastar::get_units(b_, 1);
    auto a = seastar::try_get_units(a_, 1);
    co_await sync();
  }
  seastar::semaphore a_{1}, b_{1};
};
// Case: waits-for-the-other-function
struct Waits {
  cppcoro::task<> one() {
    auto a = co_await a_.scoped_lock_async();
    auto b = co_await b_.scoped_lock_async();
  }
  cppcoro::task<> two() {
    {
      auto b = co_await b_.scoped_lock_async();
      auto a = co_await a_.scoped_lock_async();
    }
    co_await one();
  }
  cppcoro::async_mutex a_, b_;
};
// Case: locks-of-two-objects
struct Account {
  cppcoro::task<> pay(Account &to) {
    auto mine = co_await a_.scoped_lock_async();
    auto theirs = co_await to.b_.scoped_lock_async();
  }
  cppcoro::task<> ask(Account &from) {
    auto theirs = co_await from.b_.scoped_lock_async();
    auto mine = co_await a_.scoped_lock_async();
  }
  cppcoro::async_mutex a_, b_;
};
// Case: one-order
struct Ordered {
  cppcoro::task<> one() {
    auto a = co_await a_.scoped_lock_async();
    auto b = co_await b_.scoped_lock_async();
  }
  cppcoro::task<> two() {
    auto a = co_await a_.scoped_lock_async();
    auto b = co_await b_.scoped_lock_async();
  }
  cppcoro::async_mutex a_, b_;
};
