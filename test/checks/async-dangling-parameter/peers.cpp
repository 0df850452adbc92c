// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-parameter %t -- -std=c++20 -isystem %mock
// What clang-tidy's cppcoreguidelines-avoid-reference-coroutine-parameters,
// MSVC's C26811 and Sonar's S6391 are about. clang-tidy reports every reference
// parameter of a coroutine; here it must be used late.
#include "handwritten/task.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

void use(int value);
void use(std::string_view text);
event &ready();

// Buggy: C26811: a reference to write to, after the suspension
eager_task<> increments(int &value) {
  co_await ready();
  ++value; // expect
}

// Correct: C26811: a copy
eager_task<> increments_copy(int value) {
  co_await ready();
  ++value;
}

// Correct: done before the first suspension
eager_task<> increments_first(int &value) {
  ++value;
  co_await ready();
}

// Buggy: a reference to const
task<> reads(const int &value) {
  use(value); // expect
  co_return;
}

// Buggy: one of two parameters
task<> reads_one(const std::string &text, int times) {
  for (int i = 0; i < times; ++i)
    use(text); // expect
  co_return;
}

// Buggy: a reference behind a name
using number_reference = int &;
task<> reads_alias(number_reference value) {
  use(value); // expect
  co_return;
}

// Buggy: a lambda's
auto reads_in_lambda = [](const std::string &text) -> task<> {
  use(text); // expect
  co_return;
};

// Buggy: S6391: a view
eager_task<> reads_view(std::string_view text) {
  co_await ready();
  use(text); // expect
}

// Buggy: S6391: a span of constant elements
eager_task<> reads_span(std::span<const int> numbers) {
  co_await ready();
  use(numbers[0]); // expect
}

// Correct: S6391: a reference that says it is one
eager_task<> reads_wrapper(std::reference_wrapper<const std::string> text) {
  co_await ready();
  use(text.get());
}

// Correct: S6391: by value
task<> reads_value(const std::string text) {
  use(text);
  co_return;
}

// Correct: never used; the rule of others reports it
task<> unused(int &value, const std::string &) { co_return; }

// Correct: no coroutine
task<> passes_on(int &value) { return reads_value(std::to_string(value)); }

// Correct: a reference of a lambda that is no coroutine
task<> inner_lambda() {
  auto add = [](int &value) { ++value; };
  int own = 0;
  add(own);
  co_return;
}

// Correct: a coroutine lambda inside of a function with a reference
void outer_function(int &value) {
  auto step = [](int mine) -> task<> {
    use(mine);
    co_return;
  };
  use(value);
}
