// RUN: not %cotidy check --checks=async-return-in-wrapper --format=json %s -- -std=c++20 -isystem %mock | FileCheck %s
// Intent: all returns change, or none; it is unsafe, because the function
// becomes a coroutine.
#include "handwritten/task.hpp"

#include <mutex>

task<int> fetch(int id);
void report(const char *);

task<int> all(int id) {
  try {
    return fetch(id);
    // CHECK: "line": [[@LINE-1]]
    // CHECK: "replacement": "co_return co_await",
    // CHECK-NEXT: "safe": false
    // CHECK: "replacement": "co_return co_await",
    // CHECK-NEXT: "safe": false
  } catch (...) {
    report("failed");
  }
  return fetch(0);
}

task<int> in_handler(int id) {
  try {
    return fetch(id);
    // CHECK: "line": [[@LINE-1]]
    // CHECK: "fixes": []
  } catch (...) {
    return fetch(0);
  }
}

std::mutex mutex;
task<int> locked(int id) {
  std::lock_guard lock(mutex);
  return fetch(id);
  // CHECK: "line": [[@LINE-1]]
  // CHECK: "fixes": []
}
