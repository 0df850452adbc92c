// RUN: %check_cotidy %s async-check-then-act %t -- -isystem %mock
// Intent: Seastar's coroutines, semaphores, condition variables and threads.
#include <seastar/core/condition-variable.hh>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/thread.hh>

#include <deque>
#include <memory>
#include <optional>

struct reader {
  seastar::future<> fill();
  int rows = 0;
};
seastar::future<std::unique_ptr<reader>> open_reader();

class source {
public:
  seastar::future<> open() {
    if (!reader_)
      reader_ = co_await open_reader();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'reader_' is written because of a test before a suspension, which may no longer hold
  }
  seastar::future<> locked() {
    auto units = co_await seastar::get_units(sem_, 1);
    if (!other_)
      other_ = co_await open_reader();
  }
  seastar::future<int> rows() {
    if (!reader_)
      co_return 0;
    co_await reader_->fill();
    co_return reader_->rows;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'reader_' is used because of a test before a suspension, which may no longer hold
  }
  seastar::future<> close() {
    auto mine = std::move(reader_);
    co_return;
  }
  seastar::future<int> next() {
    if (queue_.empty())
      co_await available_.wait();
    int first = queue_.front();
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'queue_' is used after waiting for it once, and may be empty again
    queue_.pop_front();
    co_return first;
  }
  seastar::future<int> next_in_loop() {
    while (queue_.empty())
      co_await available_.wait();
    int first = queue_.front();
    queue_.pop_front();
    co_return first;
  }
  seastar::future<> thread() {
    return seastar::async([this] {
      if (reader_) {
        reader_->fill().get();
        ++reader_->rows;
        // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'reader_' is used because of a test before a suspension, which may no longer hold
      }
    });
  }

private:
  std::unique_ptr<reader> reader_;
  std::unique_ptr<reader> other_;
  std::deque<int> queue_;
  seastar::condition_variable available_;
  seastar::semaphore sem_{1};
};

// A function tests, a continuation acts.
class chained {
public:
  seastar::future<> open() {
    if (reader_)
      return seastar::make_ready_future<>();
    return open_reader().then([this](std::unique_ptr<reader> r) {
      reader_ = std::move(r);
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'reader_' is written because of a test before this continuation, which may no longer hold
    });
  }
  seastar::future<> fill() {
    if (!reader_)
      return seastar::make_ready_future<>();
    return reader_->fill().then([] {}).then([this] {
      ++reader_->rows;
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'reader_' is used because of a test before this continuation, which may no longer hold
    });
  }
  seastar::future<> tested_again() {
    if (!reader_)
      return seastar::make_ready_future<>();
    return reader_->fill().then([this] {
      if (reader_)
        ++reader_->rows;
    });
  }
  seastar::future<> once() {
    if (opening_)
      return seastar::make_ready_future<>();
    opening_ = true;
    return open_reader().then([this](std::unique_ptr<reader> r) {
      other_ = std::move(r);
      opening_ = false;
    });
  }
  seastar::future<> locked() {
    return seastar::get_units(sem_, 1).then([this](auto units) {
      if (third_)
        return seastar::make_ready_future<>();
      return open_reader()
          .then([this](std::unique_ptr<reader> r) { third_ = std::move(r); })
          .finally([units = std::move(units)] {});
    });
  }
  seastar::future<> with_lock() {
    return seastar::with_semaphore(sem_, 1, [this] {
      if (third_)
        return seastar::make_ready_future<>();
      return open_reader().then(
          [this](std::unique_ptr<reader> r) { third_ = std::move(r); });
    });
  }
  void close() { reader_.reset(); }

private:
  std::unique_ptr<reader> reader_;
  std::unique_ptr<reader> other_;
  std::unique_ptr<reader> third_;
  bool opening_ = false;
  seastar::semaphore sem_{1};
};

// A gate keeps out nobody but who closes it.
class snapshotter {
public:
  seastar::future<> write() {
    auto holder = gate_.hold();
    if (writing_)
      co_return;
    co_await barrier();
    writing_ = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'writing_' is written because of a test before a suspension, which may no longer hold
    co_await barrier();
    writing_ = false;
  }
  seastar::future<> stop() { return gate_.close(); }

private:
  seastar::future<> barrier();
  seastar::gate gate_;
  bool writing_ = false;
};
