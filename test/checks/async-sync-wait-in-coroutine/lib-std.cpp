// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -std=c++20 -isystem %mock
// Intent: futures of the standard library in a coroutine type of one's own.
#include <handwritten/task.hpp>

#include <chrono>
#include <future>

int compute();

task<int> waits() {
  std::future<int> result = std::async(std::launch::async, compute);
  co_return result.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'get' keeps the thread that runs coroutine 'waits' until the future is ready [async-sync-wait-in-coroutine]
}

task<> waitsForShared(std::shared_future<void> ready) {
  ready.wait_for(std::chrono::seconds(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'wait_for' keeps the thread that runs coroutine 'waitsForShared' until the future is ready or the time is over [async-sync-wait-in-coroutine]
  co_return;
}

// Case: poll-of-a-future
task<bool> polls(std::shared_future<void> &ready) {
  co_return ready.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}
