// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
// Intent: cppcoro's own locks are made to be held; those of threads are not.
#include <cppcoro/async_generator.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/generator.hpp>
#include <cppcoro/task.hpp>

#include <mutex>
#include <utility>

cppcoro::task<int> fetch();

class Store {
public:
  cppcoro::task<int> under_a_thread_lock() {
    std::lock_guard lock(thread_mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'lock' keeps 'thread_mutex_' locked while the coroutine is suspended [async-lock-across-suspend]
    co_return co_await fetch();
  }
  cppcoro::task<int> under_an_async_lock() {
    auto lock = co_await mutex_.scoped_lock_async();
    co_return co_await fetch();
  }
  cppcoro::task<int> adopted() {
    co_await mutex_.lock_async();
    cppcoro::async_mutex_lock lock(mutex_, std::adopt_lock);
    cppcoro::async_mutex_lock same = std::move(lock);
    co_return co_await fetch();
  }
  cppcoro::task<> by_hand() {
    if (mutex_.try_lock()) {
      co_await fetch();
      mutex_.unlock();
    }
  }
  cppcoro::async_generator<int> asynchronous() {
    std::unique_lock lock(thread_mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'lock' keeps 'thread_mutex_' locked
    int value = co_await fetch();
    co_yield value;
  }
  cppcoro::generator<int> synchronous() {
    std::lock_guard lock(thread_mutex_);
    co_yield 1;
  }

private:
  cppcoro::async_mutex mutex_;
  std::mutex thread_mutex_;
};
