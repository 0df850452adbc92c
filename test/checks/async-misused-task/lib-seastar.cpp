// RUN: %check_cotidy %s async-misused-task %t -- -isystem %mock
// Intent: `auto units = get_units(...)` without an await or a get() holds no
// unit, in coroutines, continuations and stackful code.
#include <optional>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/rwlock.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/thread.hh>
#include <utility>

namespace ss = seastar;

ss::future<bool> is_leader();
ss::future<> write(int);
template <class... Args> void info(const char *format, const Args &...);

struct writer {
  ss::semaphore limit{1};
  ss::rwlock lock;

  ss::future<> coroutine() {
    auto units = ss::get_units(limit, 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'units' holds a task that is never awaited, so nothing waits until the 'semaphore_units' is held [async-misused-task]
    co_await write(1);
  }
  ss::future<> continuation() {
    auto units = ss::get_units(limit, 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'units' holds a task that is never awaited
    return write(1);
  }
  ss::future<> in_lambda() {
    return write(1).then([this] {
      auto holder = lock.hold_write_lock();
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'holder' holds a task that is never awaited
      return write(2);
    });
  }
  ss::future<> stackful() {
    return ss::async([this] {
      auto units = ss::get_units(limit, 1);
      // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'units' holds a task that is never awaited
      write(1).get();
    });
  }
  ss::future<> logged() {
    info("leader: {}", is_leader());
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the task returned by 'is_leader' is passed to 'info' instead of its result, and nobody sees its result or its exception
    co_return;
  }

  ss::future<> fine() {
    auto units = co_await ss::get_units(limit, 1);
    auto maybe = ss::try_get_units(limit, 1);
    auto lock_future = ss::get_units(limit, 1);
    auto second = co_await std::move(lock_future);
    info("leader: {}", co_await is_leader());
    auto units_future = ss::get_units(limit, 1);
    co_await std::move(units_future).then([](auto units) { return write(1); });
  }
  ss::future<> fine_continuation() {
    return ss::get_units(limit, 1).then([](auto units) {
      return write(1).finally([units = std::move(units)] {});
    });
  }
  ss::future<> fine_stackful() {
    return ss::async([this] {
      auto units = ss::get_units(limit, 1).get();
      write(1).get();
    });
  }
};
