// RUN: %check_cotidy %s async-stale-reference %t -- -isystem %mock
// Intent: continuations that use what they captured, helpers that go through a
// container with an asynchronous lambda, Seastar threads.
#include <seastar/core/coroutine.hh>
#include <seastar/core/do_with.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_ptr.hh>
#include <seastar/core/sharded.hh>
#include <seastar/core/thread.hh>
#include <seastar/coroutine/maybe_yield.hh>
#include <seastar/coroutine/parallel_for_each.hh>

#include <map>
#include <unordered_map>
#include <vector>

struct table {
  seastar::future<> flush();
  seastar::future<> stop();
  int rows = 0;
};

class store {
public:
  void add() { tables_.push_back({}); }
  void drop(int id) {
    by_id_.erase(id);
    shared_.erase(id);
  }

  seastar::future<> flush_all() {
    for (auto &each : tables_)
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'tables_', which may be changed while the coroutine is suspended in it
      co_await each.flush();
  }
  seastar::future<> yielding() {
    for (auto &each : tables_) {
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'tables_', which may be changed while the coroutine is suspended in it
      ++each.rows;
      co_await seastar::coroutine::maybe_yield();
    }
  }
  seastar::future<> one_by_one() {
    return seastar::do_for_each(tables_, [](table &each) { return each.flush(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'tables_' may be changed while this call goes through it
  }
  seastar::future<> at_once() {
    return seastar::parallel_for_each(by_id_, [](auto &each) { return each.second.flush(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'by_id_' may be changed while this call goes through it
  }
  seastar::future<> some_at_once() {
    co_await seastar::max_concurrent_for_each(by_id_, 3, [](auto &each) -> seastar::future<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'by_id_' may be changed while this call goes through it
      co_await each.second.flush();
      ++each.second.rows;
    });
  }
  seastar::future<> awaited() {
    co_await seastar::coroutine::parallel_for_each(by_id_, [](auto &each) -> seastar::future<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'by_id_' may be changed while this call goes through it
      co_await each.second.flush();
      ++each.second.rows;
    });
  }
  seastar::future<> iterator(int id) {
    auto it = by_id_.find(id);
    return it->second.flush().then([it] { ++it->second.rows; });
    // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'it' refers into 'by_id_', which may have been changed before this continuation runs
  }
  seastar::future<> reference(int id) {
    auto &mine = by_id_[id];
    return mine.flush().finally([&mine] { ++mine.rows; });
    // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: 'mine' refers into 'by_id_', which may have been changed before this continuation runs
  }
  seastar::future<> again(int id) {
    auto it = by_id_.find(id);
    return it->second.flush().then([this, id] { ++by_id_[id].rows; });
  }
  seastar::future<> pinned(int id) {
    auto mine = shared_.at(id);
    return mine->flush().then([mine] { ++mine->rows; });
  }
  seastar::future<> copied() {
    return seastar::do_with(tables_, [](auto &all) {
      return seastar::do_for_each(all, [](table &each) { return each.flush(); });
    });
  }
  seastar::future<> thread() {
    return seastar::async([this] {
      for (auto &each : tables_)
      // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: this loop goes through 'tables_', which may be changed while the coroutine is suspended in it
        each.flush().get();
    });
  }
  seastar::future<> guarded(int id) {
    return seastar::with_gate(gate_, [this, id] {
      auto &mine = by_id_[id];
      return mine.flush();
    });
  }

private:
  std::vector<table> tables_;
  std::map<int, table> by_id_;
  std::map<int, seastar::lw_shared_ptr<table>> shared_;
  seastar::gate gate_;
};

struct registry {
  std::vector<table> open;
  void add() { open.push_back({}); }
};
class service {
public:
  seastar::future<> all() {
    for (auto &each : registries_.local().open)
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'local().open', which may be changed while the coroutine is suspended in it
      co_await each.flush();
  }

private:
  seastar::sharded<registry> registries_;
};

// Whoever entered has left when the gate is closed.
class gated {
public:
  void add() { early_.push_back({}); }
  seastar::future<> stop() {
    early_.clear();
    co_await gate_.close();
    tables_.clear();
  }
  seastar::future<> stop_later() {
    return gate_.close().then([this] { later_.clear(); });
  }
  seastar::future<> flush() {
    auto holder = gate_.hold();
    for (auto &each : tables_)
      co_await each.flush();
    for (auto &each : later_)
      co_await each.flush();
    for (auto &each : early_)
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'early_', which may be changed while the coroutine is suspended in it
      co_await each.flush();
  }

private:
  seastar::gate gate_;
  std::vector<table> tables_;
  std::vector<table> later_;
  std::vector<table> early_;
};

// The semaphore is held until the continuations are done, by one of them.
class segments {
public:
  seastar::future<> roll() {
    return seastar::with_gate(gate_, [this] {
      return seastar::with_semaphore(rolling_, 1, [this] {
        auto &tail = tables_.back();
        return tail.flush().then([&tail] {
          tail.rows = 1;
          // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'tail' refers into 'tables_', which may have been changed before this continuation runs
        });
      });
    });
  }
  seastar::future<> truncate() {
    return seastar::with_gate(gate_, [this] {
      tables_.erase(tables_.begin());
      return seastar::make_ready_future<>();
    });
  }
  seastar::future<> roll_locked() {
    return seastar::with_gate(gate_, [this] {
      return seastar::with_semaphore(rolling_, 1, [this] {
        auto &tail = locked_.back();
        return tail.flush().then([&tail] { tail.rows = 1; });
      });
    });
  }
  seastar::future<> truncate_locked() {
    return seastar::with_semaphore(rolling_, 1, [this] {
      locked_.erase(locked_.begin());
      return seastar::make_ready_future<>();
    });
  }
  seastar::future<> stop() {
    return gate_.close().then([this] { locked_.clear(); });
  }

private:
  std::vector<table> tables_;
  std::vector<table> locked_;
  seastar::semaphore rolling_{1};
  seastar::gate gate_;
};

// Both have entered the gate.
class managers {
public:
  void drop() {
    auto holder = gate_.hold();
    tables_.pop_back();
  }
  seastar::future<> flush() {
    auto holder = gate_.hold();
    for (auto &each : tables_)
      // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'tables_', which may be changed while the coroutine is suspended in it
      co_await each.flush();
  }
  seastar::future<> stop() { return gate_.close(); }

private:
  seastar::gate gate_;
  std::vector<table> tables_;
};
