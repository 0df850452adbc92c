// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <boost/cobalt.hpp>
#include <mutex>

namespace cobalt = boost::cobalt;

cobalt::promise<void> work();

class Counter {
public:
  cobalt::promise<void> held() {
    std::lock_guard<std::mutex> lock(mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'lock' keeps 'mutex_' locked while the coroutine is suspended [async-lock-across-suspend]
    co_await work();
  }
  cobalt::promise<void> held_at_read(cobalt::channel<int> &values) {
    std::unique_lock lock(mutex_);
    // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'lock' keeps 'mutex_' locked while the coroutine is suspended
    value_ = co_await values.read();
  }
  cobalt::task<void> fine() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ++value_;
    }
    co_await work();
  }

private:
  std::mutex mutex_;
  int value_ = 0;
};
