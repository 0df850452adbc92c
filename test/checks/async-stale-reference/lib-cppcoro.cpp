// RUN: %check_cotidy --mock %s async-stale-reference %t
// Intent: cppcoro's locks, events and generators.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/async_scope.hpp>
#include <cppcoro/generator.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/task.hpp>

#include <map>
#include <string>
#include <vector>

class Cache {
public:
  cppcoro::task<std::string> get(cppcoro::io_service &io, int key) {
    std::string &entry = entries_[key];
    co_await io.schedule();
    co_return entry;
    // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'entry' refers into 'entries_', which may have been changed while the coroutine was suspended
  }
  cppcoro::task<> drop(cppcoro::io_service &io) {
    co_await io.schedule();
    entries_.clear();
  }
  cppcoro::generator<const int> keys() {
    for (auto &[key, text] : entries_)
      co_yield key;
  }

private:
  std::map<int, std::string> entries_;
};

class Guarded {
public:
  cppcoro::task<> walk(cppcoro::io_service &io) {
    auto lock = co_await mutex_.scoped_lock_async();
    for (int &each : list_) {
      co_await io.schedule();
      ++each;
    }
  }
  cppcoro::task<> add() {
    auto lock = co_await mutex_.scoped_lock_async();
    list_.push_back(1);
  }

private:
  cppcoro::async_mutex mutex_;
  std::vector<int> list_;
};

// The lock keeps out only those who take it.
class HalfGuarded {
public:
  cppcoro::task<> walk(cppcoro::io_service &io) {
    auto lock = co_await mutex_.scoped_lock_async();
    for (int &each : list_) {
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: this loop goes through 'list_', which may be changed while the coroutine is suspended in it
      co_await io.schedule();
      ++each;
    }
  }
  void add() { list_.push_back(1); }

private:
  cppcoro::async_mutex mutex_;
  std::vector<int> list_;
};

// Who has awaited the end of the scope is alone; who has not is not.
class Scoped {
public:
  void start(cppcoro::io_service &io) { scope_.spawn(work(io)); }
  cppcoro::task<> stop() {
    co_await scope_.join();
    done_.clear();
    open_.clear();
  }
  cppcoro::task<> stop_some(cppcoro::io_service &io) {
    co_await io.schedule();
    open_.clear();
  }

private:
  cppcoro::task<> work(cppcoro::io_service &io) {
    int &done = done_[0];
    int &open = open_[0];
    co_await io.schedule();
    ++done;
    ++open;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'open' refers into 'open_', which may have been changed while the coroutine was suspended
  }
  std::vector<int> done_;
  std::vector<int> open_;
  cppcoro::async_scope scope_;
};
