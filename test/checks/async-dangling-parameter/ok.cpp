// RUN: %check_cotidy --mock %s async-dangling-parameter %t
// Intent: parameters that are safe, and coroutines that all callers await.
#include <handwritten/task.hpp>

#include <string>
#include <string_view>
#include <utility>

void use(std::string_view);
task<> tick();
eager_task<> wait();

// Case: parameter-by-value
task<> by_value(std::string text, int number) {
  co_await tick();
  use(text);
}

// Case: used-before-the-first-suspension
eager_task<> early(const std::string &text) {
  use(text);
  co_await wait();
}

// Case: copied-before-the-first-suspension
eager_task<> copied(const std::string &text, std::string_view view) {
  std::string mine = text;
  std::string other(view);
  co_await wait();
  use(mine);
  use(other);
}

// Case: never-suspends
eager_task<int> immediate(const std::string &text) {
  int n = co_await ready_value<int>{1};
  use(text);
  co_return n;
}

// Case: every-caller-awaits
static task<> awaited(const std::string &text) {
  co_await tick();
  use(text);
}
task<> caller() {
  co_await awaited("a");
  co_await awaited("b");
}

// Case: nested-lambda-with-parameters
task<> lambda() {
  auto print = [](const std::string &text) { use(text); };
  co_await tick();
  print("a");
}

// Case: synchronous-generator-with-references
generator<char> letters(const std::string &text) {
  for (char c : text)
    co_yield c;
}
