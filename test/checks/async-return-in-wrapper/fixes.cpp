// RUN: %check_fixes %s async-return-in-wrapper %t -- -std=c++20 -isystem %mock
// Intent: the function becomes a coroutine, which is only offered.
#include <cppcoro/task.hpp>

#include <mutex>
#include <string>

using cppcoro::task;
task<int> fetch(int id);
task<int> parse(const std::string &text);
void report(const char *text);

task<int> tries(int id) {
  try {
    return fetch(id); // fix: unsafe
  } catch (...) {
    report("failed");
  }
  return fetch(0);
}
std::mutex mutex;
task<int> locked(int id) {
  std::lock_guard lock(mutex);
  return fetch(id); // fix: none
}
