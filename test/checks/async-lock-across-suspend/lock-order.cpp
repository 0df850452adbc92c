// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
// Intent: two functions that can run side by side take two locks of one object
// in opposite orders.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/semaphore.hh>

seastar::future<> sync();

class Features {
public:
  seastar::future<> activate();
  seastar::future<> reload();

private:
  seastar::semaphore state_{1};
  seastar::semaphore apply_{1};
  seastar::gate gate_;
};
seastar::future<> Features::activate() {
  return seastar::try_with_gate(gate_, [this] {
    return seastar::with_semaphore(state_, 1, [this] {
      return seastar::with_semaphore(apply_, 1, [] { return sync(); });
    });
  });
}
seastar::future<> Features::reload() {
  auto applying = co_await seastar::get_units(apply_, 1);
  auto units = co_await seastar::get_units(state_, 1);
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'state_' is taken with 'apply_' held, and 'Features::activate' takes them in the other order; each waits for the other [async-lock-across-suspend]
  // CHECK-NOTES: :[[@LINE-3]]:19: note: 'apply_' is taken here
  // CHECK-NOTES: :[[@LINE-10]]:12: note: there, 'state_' is taken first
  // CHECK-NOTES: :[[@LINE-10]]:14: note: then 'apply_'
  co_await sync();
}

// Through a function that both call.
class Bank {
public:
  cppcoro::task<> pay() {
    auto one = co_await from_.scoped_lock_async();
    co_await book();
  }
  cppcoro::task<> refund() {
    auto two = co_await to_.scoped_lock_async();
    auto one = co_await from_.scoped_lock_async();
  }

private:
  cppcoro::task<> book() {
    auto two = co_await to_.scoped_lock_async();
    // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'to_' is taken with 'from_' held, and 'Bank::refund' takes them in the other order; each waits for the other [async-lock-across-suspend]
    // CHECK-NOTES: :[[@LINE-12]]:16: note: 'from_' is taken here
    // CHECK-NOTES: :[[@LINE-9]]:16: note: there, 'to_' is taken first
    // CHECK-NOTES: :[[@LINE-9]]:16: note: then 'from_'
  }

  cppcoro::async_mutex from_;
  cppcoro::async_mutex to_;
};
