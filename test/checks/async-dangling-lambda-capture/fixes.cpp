// RUN: %check_fixes %s async-dangling-lambda-capture %t -- -std=c++23 -isystem %mock
// Intent: a closure that is copied into the coroutine no longer dies
// early.
#include <cppcoro/task.hpp>

#include <memory>
#include <utility>

using cppcoro::task;
void use(int value);

task<> no_parentheses(int value) {
  return [value] -> task<> { // fix: safe
    use(value);
    co_return;
  }();
}
task<> parameters(int value) {
  return [value](int other) -> task<> { // fix: safe
    use(value + other);
    co_return;
  }(1);
}
task<> move_only(std::unique_ptr<int> value) {
  return [value = std::move(value)]() -> task<> { // fix: none
    use(*value);
    co_return;
  }();
}
