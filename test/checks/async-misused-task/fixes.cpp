// RUN: %check_fixes %s async-misused-task %t -- -std=c++20 -isystem %mock
// Intent: where its result was meant, the task is awaited.
#include "handwritten/task.hpp"

#include <cppcoro/async_mutex.hpp>

template <class... Args> void log(const char *format, const Args &...values);
task<int> count();

task<> use(cppcoro::async_mutex &mutex) {
  auto lock = mutex.scoped_lock_async(); // fix: safe
  log("{} waiting", count());            // fix: safe
  co_return;
}
void ordinary() {
  log("{} waiting", count()); // fix: none
}
