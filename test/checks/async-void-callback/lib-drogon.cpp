// RUN: %check_cotidy %s async-void-callback %t -- -isystem %mock
// Intent: coroutines of drogon handed to what drops their tasks.
#include <drogon/utils/coroutine.h>

#include <algorithm>
#include <functional>
#include <thread>
#include <vector>

drogon::Task<void> store(int value);
void on_click(std::function<void()> handler);

void found(std::vector<int> &values) {
  on_click([]() -> drogon::Task<void> { co_await store(1); });
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'function<void ()>' drops the task that this lambda returns, so its body never runs [async-void-callback]
  std::for_each(values.begin(), values.end(), store);
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: 'for_each' drops the task that 'store' returns, so its body never runs
  std::thread worker(store, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'thread' drops the task that 'store' returns, so its body never runs
  worker.join();
}

drogon::Task<void> fine(std::vector<int> &values) {
  on_click([] { std::vector<int> nothing; });
  for (int value : values)
    co_await store(value);
  std::function<drogon::Task<void>(int)> keeps = store;
  co_await keeps(1);
}
