// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-lambda-capture %t -- -std=c++23 -isystem %mock
// What clang-tidy's cppcoreguidelines-avoid-capturing-lambda-coroutines and
// MSVC's C26810 are about. clang-tidy reports every coroutine lambda with
// captures; here it must be seen that the closure goes first.
#include "handwritten/task.hpp"

#include <functional>
#include <memory>
#include <string>

void use(int value);
event &ready();
eager_task<> tick();

// Buggy: C26810: a copied number is printed after the suspension, and the lambda was a local
void starts_local(int value) {
  auto bad = [value]() -> fire_and_forget { // expect
    co_await ready();
    use(value);
  };
  bad();
}

// Correct: C26810: handed over as a parameter, which lives in the frame
void starts_with_parameter(int value) {
  auto good = [](int mine) -> fire_and_forget {
    co_await ready();
    use(mine);
  };
  good(value);
}

// Correct: C26810: read before the first suspension only
void starts_and_reads_first(int value) {
  auto good = [value]() -> fire_and_forget {
    use(value);
    co_await ready();
  };
  good();
}

// Buggy: an explicit copy, the closure is a temporary
task<> by_copy(int value) {
  return [value]() -> task<> { // expect
    use(value);
    co_return;
  }();
}

// Buggy: everything by copy
task<> all_by_copy(int value) {
  return [=]() -> task<> { // expect
    use(value);
    co_return;
  }();
}

// Buggy: by reference
task<> by_reference(int &value) {
  return [&value]() -> task<> { // expect
    use(value);
    co_return;
  }();
}

// Buggy: everything by reference
task<> all_by_reference(int &value) {
  return [&]() -> task<> { // expect
    use(value);
    co_return;
  }();
}

// Buggy: initialised in the introducer
task<> initialised(std::string name) {
  return [size = name.size()]() -> task<> { // expect
    use(static_cast<int>(size));
    co_return;
  }();
}

// Buggy: this
struct counter {
  task<> by_this() {
    return [this]() -> task<> { // expect
      use(value_);
      co_return;
    }();
  }
  int value_ = 0;
};

// Buggy: a generic one
task<> generic(int value) {
  return [value](auto other) -> task<> { // expect
    use(value + other);
    co_return;
  }(1);
}

// Buggy: a closure that refers to itself is not kept by that
task<> self_reference(int value) {
  return [value](this const auto &self) -> task<> { // expect
    use(value);
    co_return;
  }();
}

// Correct: a closure that takes itself by value is in the frame
task<> self_by_value(int value) {
  return [value](this auto) -> task<> {
    use(value);
    co_return;
  }();
}

// Correct: no captures
task<> no_captures() {
  return []() -> task<> {
    use(1);
    co_return;
  }();
}

// Correct: captures, but no coroutine
task<> forwards(int value, std::function<task<>(int)> run) {
  return [value, &run] { return run(value); }();
}

// Correct: awaited before the closure goes; the rule of others reports it
task<> awaited_at_once(int value) {
  co_await [value]() -> task<> {
    use(value);
    co_return;
  }();
}

// Correct: a named closure outlives the await; the rule of others reports it
task<> awaited_in_scope(int value) {
  auto step = [&value]() -> task<> {
    use(value);
    co_return;
  };
  co_await step();
  co_await step();
}

// Correct: made and never called; the rule of others reports it
void never_called(int value) {
  auto step = [value]() -> task<> {
    use(value);
    co_return;
  };
}

// Correct: a coroutine around a capturing lambda that is none
task<> around(int value) {
  auto add = [value](int other) { return value + other; };
  co_await tick();
  use(add(1));
}
