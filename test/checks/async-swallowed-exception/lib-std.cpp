// RUN: %check_cotidy %s async-swallowed-exception %t
// Intent: a future keeps the exception until somebody asks for the result.
#include <chrono>
#include <future>
#include <stdexcept>

void load() { throw std::runtime_error("no such file"); }

void waits() {
  std::future<void> done = std::async(std::launch::async, load);
  done.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future of 'async' is only waited for, so the exception in it is lost [async-swallowed-exception]
}

void waits_for_a_while() {
  auto done = std::async([] { load(); });
  done.wait_for(std::chrono::seconds(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future of 'async' is only waited for, so the exception in it is lost [async-swallowed-exception]
}

void waits_at_once() {
  std::async(load).wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future of 'async' is only waited for, so the exception in it is lost [async-swallowed-exception]
}
