// RUN: %check_fixes %s async-redundant-coroutine %t -- -std=c++20 -isystem %mock
// Intent: the task is returned instead, which is only offered.
#include <cppcoro/task.hpp>

using cppcoro::task;
task<int> load(int id);

task<int> load_first() {
  co_return co_await load(1); // fix: unsafe
}
