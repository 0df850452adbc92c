// RUN: %check_cotidy --mock %s async-stale-reference %t
// Intent: cppcoro's locks, events and generators.
#include <cppcoro/async_mutex.hpp>
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
