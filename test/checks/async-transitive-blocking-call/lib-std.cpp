// RUN: %check_cotidy %s async-transitive-blocking-call %t -- -std=c++20 -isystem %mock
// Intent: standard functions through algorithms, callbacks that are called, and those that are not.
#include <handwritten/task.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

std::size_t sizeOf(const std::string &name) {
  return std::ifstream(name, std::ios::ate).tellg();
}

task<> sorts(std::vector<std::string> &names) {
  std::sort(names.begin(), names.end(), [](const std::string &a, const std::string &b) {
    return sizeOf(a) < sizeOf(b);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'sizeOf' blocks the thread that runs coroutine 'sorts', because it calls the constructor of 'std::ifstream' [async-transitive-blocking-call]
  });
  co_return;
}

void later(std::function<void()> work);

// Case: callable-of-an-unknown-function
task<> postpones() {
  later([] { sizeOf("log"); });
  co_return;
}

// Case: thread-of-its-own
task<> spawns() {
  std::thread worker([] { sizeOf("log"); });
  worker.detach();
  co_return;
}
