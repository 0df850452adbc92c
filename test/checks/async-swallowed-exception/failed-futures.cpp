// RUN: %check_cotidy --mock %s async-swallowed-exception %t
// Intent: a future that was found failed is let go of with its failure in it;
// the futures of Seastar and those of a library that no model knows.
#include <coroutine>
#include <exception>
#include <seastar/core/coroutine.hh>
#include <seastar/core/when_all.hh>
#include <seastar/coroutine/as_future.hh>
#include <seastar/util/log.hh>
#include <utility>

seastar::logger logger("table");
seastar::future<int> load();
seastar::future<> store(int row);

namespace own {
template <class T> struct eventual {
  eventual(eventual &&);
  ~eventual();
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  bool failed() const noexcept;
  std::exception_ptr get_exception();
  T get();
};
eventual<int> settle(eventual<int> pending);
eventual<int> begin();
void count();
void use(int);
} // namespace own

// Its value is taken where it has one.
seastar::future<int> onlyOnTheGoodWay() {
  auto row = co_await seastar::coroutine::as_future(load());
  if (row.failed()) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: nothing takes the exception out of 'row' when it has failed, so it is lost [async-swallowed-exception]
    logger.warn("no row");
    co_return -1;
  }
  co_return row.get();
}

seastar::future<int> turnedRound() {
  auto row = co_await seastar::coroutine::as_future(load());
  if (!row.failed())
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: nothing takes the exception out of 'row' when it has failed
    co_return row.get();
  co_return -1;
}

seastar::future<> eachRound(int rows) {
  for (int i = 0; i < rows; ++i) {
    auto row = co_await seastar::coroutine::as_future(load());
    if (row.failed())
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: nothing takes the exception out of 'row' when it has failed
      continue;
    co_await store(row.get());
  }
}

seastar::future<> oneOfTwo() {
  auto [first, second] = co_await seastar::when_all(load(), load());
  if (first.failed() || second.failed()) {
    // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: nothing takes the exception out of 'second' when it has failed
    first.ignore_ready_future();
    co_return;
  }
  co_await store(first.get() + second.get());
}

seastar::future<int> parameter(seastar::future<int> row) {
  if (row.failed())
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: nothing takes the exception out of 'row' when it has failed
    return seastar::make_ready_future<int>(-1);
  return row;
}

seastar::future<int> continuation() {
  return load().then_wrapped([](seastar::future<int> row) {
    if (row.failed())
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: nothing takes the exception out of 'row' when it has failed
      return -1;
    return row.get();
  });
}

// A reference to const cannot be emptied, and nobody else has the future.
seastar::future<> byReference(int &failed) {
  return load().then_wrapped([&failed](const seastar::future<int> &row) {
    // CHECK-MESSAGES: :[[@LINE-1]]:68: warning: nothing takes the exception out of 'row', so it is lost
    if (row.failed())
      ++failed;
  });
}

void ownLibrary() {
  auto row = own::settle(own::begin());
  if (row.failed()) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: nothing takes the exception out of 'row' when it has failed
    own::count();
    return;
  }
  own::use(row.get());
}
