// RUN: %check_fixes %s async-task-never-awaited %t -- -std=c++20 -isystem %mock
// Intent: a variable that nobody mentions holds the result instead, or goes
// when there is none; only for what has not begun that changes nothing else.
#include "handwritten/task.hpp"

#include <utility>
#include <vector>

// Runs on when it is dropped.
template <class T> struct outcome {
  void return_value(T value);
};
template <> struct outcome<void> {
  void return_void();
};
template <class T> struct job {
  struct promise_type : outcome<T> {
    job get_return_object();
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
task<> save(int id);
task<int> load(int id);
job<int> begin(int id);
job<void> send(int id);
#define SAVE(id) save(id)

task<> values() {
  auto found = load(1);       // fix: safe
  const auto other = load(2); // fix: safe
  co_return;
}
task<> nothing(int id) {
  auto saved = save(id);            // fix: safe
  task<> again = save(id + 1);      // fix: safe
  const task<void> last = save(id); // fix: safe
  co_return;
}
// They run beside what follows.
task<> begun() {
  auto found = begin(1); // fix: unsafe
  auto sent = send(2);   // fix: unsafe
  co_await save(3);
}

task<> spelled() {
  task<int> found = load(1); // fix: none
  co_return;
}
task<> braces() {
  task<> saved{save(1)}; // fix: none
  co_return;
}
task<> mentioned() {
  auto saved = save(1); // fix: none
  (void)saved;
  co_return;
}
task<> handed_on() {
  auto saved = save(1); // fix: none
  auto other = std::move(saved);
  co_return;
}
task<> many() {
  std::vector<task<>> all; // fix: none
  all.push_back(save(1));
  co_return;
}
task<> attribute() {
  [[maybe_unused]] auto saved = save(1); // fix: none
  co_return;
}
task<> macro() {
  auto saved = SAVE(1); // fix: none
  co_return;
}
task<> both() {
  auto one = save(1), // fix: none
      two = save(2);  // fix: none
  co_return;
}
void ordinary() {
  auto saved = save(1); // fix: none
}
