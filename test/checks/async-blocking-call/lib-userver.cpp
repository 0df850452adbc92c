// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
// Intent: what suspends, or is run by a task, is a coroutine.
#include <chrono>
#include <fstream>
#include <mutex>
#include <thread>
#include <userver/engine/mutex.hpp>
#include <userver/engine/sleep.hpp>
#include <userver/utils/async.hpp>

int count();

int handle() {
  std::this_thread::sleep_for(std::chrono::seconds(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'handle' [async-blocking-call]
  return userver::utils::Async("count", count).Get();
}
auto start() {
  return userver::utils::Async("load", [] {
    std::ifstream file("cache");
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: constructing 'std::ifstream' blocks the thread that runs this lambda
  });
}
int fine(userver::engine::TaskProcessor &files) {
  userver::engine::SleepFor(std::chrono::seconds(1));
  return userver::utils::Async(files, "load", [] {
    std::ifstream file("cache");
    return 1;
  }).Get();
}
