// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-argument %t -- -std=c++20 -isystem %mock
// What Sonar's S6163 and S6391 are about, seen from the call: what the argument
// is, and whether it is still there.
#include "handwritten/task.hpp"

#include <functional>
#include <string>
#include <string_view>

void use(std::string_view text);
task<> tick();

task<> send(const std::string &text) {
  co_await tick();
  use(text);
}
task<> send_view(std::string_view text) {
  co_await tick();
  use(text);
}
task<> send_copy(std::string text) {
  co_await tick();
  use(text);
}
std::string name();

// Buggy: S6163: a temporary for a reference to const, the task is kept
task<> keeps() {
  auto sending = send("hello"); // expect
  co_await tick();
  co_await std::move(sending);
}

// Buggy: S6163: a temporary string for a view
task<> keeps_view() {
  auto sending = send_view(name()); // expect
  co_await std::move(sending);
}

// Buggy: S6163: a local, and the task goes to the caller
task<> returns() {
  std::string text = name();
  return send(text); // expect
}

// Correct: S6163: the temporary lives until the await is done
task<> awaits() { co_await send("hello"); }

// Correct: S6163: the local lives longer than the task
task<> awaits_later() {
  std::string text = name();
  auto sending = send(text);
  co_await tick();
  co_await std::move(sending);
}

// Correct: S6163: the parameter is a copy
task<> keeps_copy() {
  auto sending = send_copy(name());
  co_await std::move(sending);
}

// Correct: S6163: a literal lives for ever
task<> keeps_literal() {
  auto sending = send_view("hello");
  co_await std::move(sending);
}

// Buggy: S6391: a generator over a temporary, read from the second round on
generator<char> spell(const std::string &text) {
  for (char letter : text)
    co_yield letter;
}
void print() {
  for (char letter : spell(name())) // expect
    use(std::string_view(&letter, 1));
}

// Correct: S6391: a generator over its own copy
generator<char> spell_copy(const std::string text) {
  for (char letter : text)
    co_yield letter;
}
void print_copy() {
  for (char letter : spell_copy(name()))
    use(std::string_view(&letter, 1));
}

// Correct: S6391: a generator over what outlives the loop
void print_local() {
  std::string text = name();
  for (char letter : spell(text))
    use(std::string_view(&letter, 1));
}
