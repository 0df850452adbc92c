// RUN: %check_fixes %s async-returns-task-of-task %t -- -std=c++20 -isystem %mock
// Intent: with the await one layer of the type goes; who has seen the
// type must be asked first.
#include <cppcoro/task.hpp>

using cppcoro::task;
task<int> load(int id);

namespace {
task<task<int>> hidden() {
  co_return load(1); // fix: safe
}
} // namespace
auto lambda = []() -> task<task<int>> {
  co_return load(2); // fix: safe
};
task<task<int>> visible() {
  co_return load(3); // fix: unsafe
}
