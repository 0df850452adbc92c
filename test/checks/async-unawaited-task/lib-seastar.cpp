// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/when_all.hh>
#include <seastar/coroutine/all.hh>
#include <seastar/coroutine/maybe_yield.hh>
#include <seastar/coroutine/parallel_for_each.hh>
#include <vector>

seastar::future<> flush();
seastar::future<int> count();

class Table {
public:
  seastar::future<> write();
  seastar::future<> stop();
  void drop();

private:
  seastar::semaphore sem_{1};
  seastar::gate gate_;
  std::vector<int> rows_;
};

seastar::future<> Table::write() {
  flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'flush' is not awaited, so nobody sees its result or its exception [async-unawaited-task]
  count();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'count' is not awaited
  seastar::get_units(sem_, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'get_units' is not awaited
  seastar::coroutine::maybe_yield();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable created here is not awaited, so nothing waits for it
  seastar::coroutine::parallel_for_each(rows_, [](int) { return flush(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable created here is not awaited, so nothing waits for it
  co_return;
}

seastar::future<> Table::stop() {
  seastar::future<> closed = gate_.close();
  co_await flush();
  co_await seastar::coroutine::maybe_yield();
  co_await seastar::coroutine::parallel_for_each(rows_, [](int) {
    return flush();
  });
  (void)flush();
  seastar::make_ready_future<int>(1);
  seastar::make_exception_future<int>(std::exception_ptr());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'make_exception_future' is not awaited
  co_await std::move(closed);
}

// Case: scope-end
void Table::drop() {
  (void)gate_.close();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the task returned by 'gate::close' is not awaited, so nothing waits for what the scope was given
  (void)gate_.close().then([this] { rows_.clear(); });
}
