// RUN: %check_cotidy %s async-swallowed-exception %t -- -isystem %mock
// Intent: a future that is dropped, looked at or answered for, and its failure
// with it; through continuations and the functions that call back.
#include <exception>
#include <seastar/core/coroutine.hh>
#include <seastar/core/file.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/thread.hh>
#include <seastar/core/timer.hh>
#include <seastar/core/when_all.hh>
#include <seastar/coroutine/as_future.hh>
#include <seastar/coroutine/parallel_for_each.hh>
#include <seastar/util/log.hh>
#include <ssx/future-util.h>
#include <stdexcept>
#include <vector>

seastar::logger logger("table");

seastar::future<> unseen();
seastar::future<> throws() {
  throw std::runtime_error("full");
  co_return;
}
seastar::future<> returnsFailure(bool full) {
  if (full)
    return seastar::make_exception_future<>(std::runtime_error("full"));
  return unseen();
}
seastar::future<> writes(seastar::file file) { co_await file.flush(); }
seastar::future<> calm() { co_return; }
seastar::future<> handles() {
  return throws().handle_exception(
      [](std::exception_ptr error) { logger.error("{}", error); });
}

struct Table {
  seastar::gate gate;
  seastar::semaphore sem{1};
  seastar::file file;
  std::vector<int> rows;
  seastar::timer<> timer;

  // Dropped on purpose, with a failure in plain sight.
  void dropped() {
    (void)throws();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception that leaves 'throws' is lost: its task is dropped [async-swallowed-exception]
    (void)returnsFailure(true);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception that leaves 'returnsFailure' is lost: its task is dropped
    (void)writes(file);
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception that leaves 'writes' is lost: its task is dropped
    (void)unseen().then([] { throw std::runtime_error("late"); });
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception in the task that 'future::then' returns is lost: the task is dropped
    (void)with_gate(gate, [this] { return writes(file); });
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception in the task that 'with_gate' returns is lost: the task is dropped
    (void)with_gate(gate, [this]() -> seastar::future<> {
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception in the task that 'with_gate' returns is lost
      co_await writes(file);
    });
    (void)try_with_gate(gate, [this] {
      // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception in the task that 'future::finally' returns is lost
      return with_semaphore(sem, 1, [this] { return writes(file); });
    }).finally([] {});
    (void)seastar::do_for_each(rows, [this](int) { return writes(file); });
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception in the task that 'do_for_each' returns is lost
    (void)seastar::when_all_succeed(unseen(), throws()).discard_result();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: an exception in the task that 'future::discard_result' returns is lost
    timer.set_callback([this] { (void)writes(file); });
  }

  // Somebody handles it, or it cannot be seen to fail.
  void handled() {
    (void)unseen();
    (void)handles();
    (void)throws().handle_exception(
        [](std::exception_ptr error) { logger.error("{}", error); });
    (void)throws().then_wrapped([](seastar::future<> done) {
      if (done.failed())
        logger.error("{}", done.get_exception());
    });
    (void)throws().handle_exception_type(
        [](const std::runtime_error &error) { logger.warn("{}", error.what()); });
    (void)with_gate(gate, [this] {
      return writes(file).handle_exception(
          [](auto error) { logger.error("{}", error); });
    });
    (void)with_gate(gate, [this]() -> seastar::future<> {
      try {
        co_await writes(file);
      } catch (...) {
        logger.error("{}", std::current_exception());
      }
    });
    (void)seastar::sleep(std::chrono::seconds(1)).then([] {});
    (void)seastar::when_all(throws(), unseen()).discard_result();
    (void)throws().or_terminate();
  }

  // The handler answers for it.
  seastar::future<bool> answers() {
    return writes(file)
        .then([] { return true; })
        .handle_exception([](std::exception_ptr error) {
          // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the callback given to 'future::handle_exception' reports the failure it gets as success
          logger.error("{}", error);
          return true;
        });
  }
  seastar::future<> forgets() {
    return writes(file).handle_exception([](std::exception_ptr) {});
    // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: the callback given to 'future::handle_exception' does nothing about the exception it gets
  }
  seastar::future<bool> coroutineAnswers() {
    try {
      co_await writes(file);
    } catch (...) {
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the failure of 'writes' is reported as success
      logger.error("{}", std::current_exception());
    }
    co_return true;
  }
  seastar::future<bool> tells() {
    return writes(file)
        .then([] { return true; })
        .handle_exception([](std::exception_ptr error) {
          logger.error("{}", error);
          return false;
        });
  }
  seastar::future<> ended(seastar::abort_source &stop) {
    return seastar::sleep_abortable(std::chrono::seconds(1), stop)
        .handle_exception([](std::exception_ptr) {});
  }
  seastar::future<> closed() {
    try {
      auto holder = gate.hold();
      co_await unseen();
    } catch (const seastar::gate_closed_exception &) {
    }
  }

  // Asked whether it failed, and no more.
  seastar::future<> asks() {
    auto done = co_await seastar::coroutine::as_future(writes(file));
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: nothing takes the exception out of 'done', so it is lost
    if (done.failed())
      logger.error("failed");
  }
  seastar::future<> asksInContinuation() {
    return writes(file).then_wrapped([](seastar::future<> done) {
      // CHECK-MESSAGES: :[[@LINE-1]]:59: warning: nothing takes the exception out of 'done', so it is lost
      if (done.failed())
        logger.error("failed");
    });
  }
  seastar::future<> asksAndTakes() {
    auto done = co_await seastar::coroutine::as_future(writes(file));
    if (done.failed())
      logger.error("{}", done.get_exception());
    auto other = co_await seastar::coroutine::as_future(writes(file));
    if (other.failed())
      other.ignore_ready_future();
    auto third = co_await seastar::coroutine::as_future(writes(file));
    if (third.failed())
      co_return co_await std::move(third);
  }
  seastar::future<> asksOneOfTwo() {
    auto [first, second] = co_await seastar::when_all(throws(), throws());
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: nothing looks at 'second', which gets the error of 'when_all'
    first.get();
  }

  // wait() where get() was meant.
  seastar::future<> waits() {
    return seastar::async([this] {
      writes(file).wait();
      // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the future of 'writes' is only waited for, so the exception in it is lost
      writes(file).get();
      unseen().wait();
      // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the future of 'unseen' is only waited for, so the exception in it is lost
      seastar::future<> later = unseen();
      later.wait();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the future of 'unseen' is only waited for, so the exception in it is lost
      calm().wait();
      gate.close().wait();
      seastar::future<> asked = unseen();
      asked.wait();
      if (asked.failed())
        logger.error("{}", asked.get_exception());
    });
  }
};

void callback(Table &table) {
  table.timer.set_callback([] { (void)throws(); });
}

// What is not visible is taken to fail where more than its call is dropped.
seastar::future<> sure() noexcept;
seastar::future<> counts(int &rounds) {
  co_await unseen();
  ++rounds;
}
seastar::future<> hands() {
  return unseen().then([] {});
}
seastar::future<> ready() { return seastar::make_ready_future<>(); }
seastar::future<> units(seastar::semaphore &sem) {
  co_await seastar::get_units(sem, 1);
}
seastar::future<> logs() {
  try {
    co_await unseen();
  } catch (...) {
    logger.error("{}", std::current_exception());
  }
}
void report(std::exception_ptr error);

void background(Table &table, int &rounds) {
  (void)counts(rounds);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: an exception that leaves 'counts' is lost: its task is dropped
  (void)hands();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: an exception that leaves 'hands' is lost: its task is dropped
  (void)unseen().then([] {}).finally([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: an exception in the task that 'future::finally' returns is lost: the task is dropped
  (void)with_gate(table.gate, [] { return unseen(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: an exception in the task that 'with_gate' returns is lost: the task is dropped
  ssx::spawn_with_gate(table.gate, [] { return unseen(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception that leaves this lambda is lost: 'spawn_with_gate' runs it detached
}

void backgroundHandled(Table &table, int &rounds) {
  (void)unseen();
  (void)sure().then([] {});
  (void)ready().then([] {});
  (void)units(table.sem);
  (void)logs();
  (void)counts(rounds).handle_exception(
      [](std::exception_ptr error) { report(error); });
  (void)counts(rounds).handle_exception(report);
  (void)counts(rounds).handle_exception([](auto error) { report(error); });
  (void)with_gate(table.gate, [] { return unseen(); })
      .then_wrapped([](seastar::future<> done) { done.ignore_ready_future(); });
  ssx::spawn_with_gate(table.gate, [] { return logs(); });
}
