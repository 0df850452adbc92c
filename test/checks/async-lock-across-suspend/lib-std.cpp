// RUN: %check_cotidy %s async-lock-across-suspend %t
// Intent: what the standard library does with a lock it is given.
#include "Inputs/task.h"

class Queue {
public:
  task<> pop() {
    std::unique_lock lock(mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'lock' keeps 'mutex_' locked while the coroutine is suspended [async-lock-across-suspend]
    ready_.wait(lock, [this] { return !items_.empty(); });
    co_await bar();
  }
  task<> pop_first() {
    int item = 0;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return !items_.empty(); });
      item = items_.back();
      items_.pop_back();
    }
    co_await foo(item);
  }
  task<> swapped() {
    std::unique_lock lock(mutex_);
    std::unique_lock<std::mutex> empty;
    lock.swap(empty);
    empty.unlock();
    co_await bar();
  }
  task<> released() {
    std::unique_lock lock(mutex_);
    lock.release()->unlock();
    co_await bar();
  }
  task<> all_or_none(std::mutex &other) {
    if (std::try_lock(mutex_, other) != -1)
      co_await bar();
    else {
      mutex_.unlock();
      other.unlock();
    }
    co_await bar();
  }
  task<> all(std::mutex &other) {
    if (std::try_lock(mutex_, other) == -1) {
      // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'mutex_' stays locked
      // CHECK-MESSAGES: :[[@LINE-2]]:31: warning: 'other' stays locked
      co_await bar();
      mutex_.unlock();
      other.unlock();
    }
  }

private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<int> items_;
};
