// RUN: %check_cotidy %s async-void-callback %t -- -isystem %mock
// Intent: coroutines of cobalt handed to what drops their tasks.
#include <boost/cobalt.hpp>

#include <algorithm>
#include <functional>
#include <thread>
#include <vector>

boost::cobalt::task<void> store(int value);
void on_click(std::function<void()> handler);

void found(std::vector<int> &values) {
  on_click([]() -> boost::cobalt::task<void> { co_await store(1); });
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'function<void ()>' drops the task that this lambda returns, so its body never runs [async-void-callback]
  std::for_each(values.begin(), values.end(), store);
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'for_each' drops the task that 'store' returns, so its body never runs
  std::thread worker(store, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'thread' drops the task that 'store' returns, so its body never runs
  worker.join();
}

boost::cobalt::task<void> fine(std::vector<int> &values) {
  on_click([] { std::vector<int> nothing; });
  for (int value : values)
    co_await store(value);
  std::function<boost::cobalt::task<void>(int)> keeps = store;
  co_await keeps(1);
}
