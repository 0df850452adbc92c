// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-lock-across-suspend %t -- -std=c++20 -isystem %mock
// What clang-tidy's misc-coroutine-hostile-raii and
// cppcoreguidelines-no-suspend-with-lock, MSVC's C26138 and Sonar's S6196 are
// about. clang-tidy's look at scopes; here a path must reach the suspension with
// the lock taken.
#include <mutex>

#include "handwritten/task.hpp"

#include <cppcoro/async_generator.hpp>

void use(int value);
task<> step();
cppcoro::async_generator<int> numbers();
std::mutex mutex;
std::mutex other_mutex;

class __attribute__((scoped_lockable)) section {
public:
  section();
  ~section();
};
using section_alias = section;

// Buggy: one guard, several suspensions, one of them in a branch
task<> several(bool again) {
  std::unique_lock<std::mutex> lock(mutex); // expect
  co_await step();
  if (again)
    co_await step();
}

// Buggy: a scoped_lockable class, and an alias of it
task<> annotated() {
  section first; // expect
  co_await step();
}
task<> annotated_alias() {
  co_await step();
  section_alias second; // expect
  co_await step();
}

// Buggy: in a loop
task<> in_loop() {
  for (int i = 0; i < 10; ++i) {
    section inside; // expect
    co_await step();
  }
}

// Buggy: in the body of a function try block
task<> in_try() try {
  std::unique_lock<std::mutex> lock(mutex); // expect
  co_await step();
} catch (...) {
}

// Buggy: a co_yield of an asynchronous generator
cppcoro::async_generator<int> yields() {
  std::lock_guard<std::mutex> lock(mutex); // expect
  co_yield 1;
}

// Buggy: swapped with one that is locked, too
task<> swapped_locked() {
  std::unique_lock<std::mutex> lock(mutex); // expect
  std::unique_lock<std::mutex> second(other_mutex); // expect
  lock.swap(second);
  co_await step();
}

// Buggy: another lock is assigned
task<> assigned_locked() {
  std::unique_lock<std::mutex> lock(mutex);
  lock = std::unique_lock<std::mutex>(other_mutex); // expect
  co_await step();
}

// Buggy: in a coroutine lambda
void in_lambda() {
  auto run = []() -> task<> {
    std::unique_lock<std::mutex> lock(mutex); // expect
    co_await step();
  };
  auto run_generic = [](auto &any) -> task<> {
    std::unique_lock lock(any); // expect
    co_await step();
  };
  task<> running = run_generic(mutex);
}

// Buggy: in a template, and in one of a class template
template <class Mutex> task<> in_template(Mutex &any) {
  std::unique_lock<Mutex> lock(any); // expect
  co_await step();
}
template <class T> struct container {
  template <class... Args> task<> emplace_back(Args &&...) {
    std::unique_lock<std::mutex> lock(mutex_); // expect
    co_await step();
  }
  std::mutex mutex_;
};
void instantiate(container<int> &all) {
  task<> first = in_template(mutex);
  task<> second = all.emplace_back(1, 2);
}

// Buggy: C26138: locked and unlocked by hand
task<> by_hand() {
  mutex.lock(); // expect
  co_await step();
  mutex.unlock();
}

// Correct: C26138: unlocked before, locked after
task<> by_hand_released() {
  mutex.lock();
  mutex.unlock();
  co_await step();
  mutex.lock();
  mutex.unlock();
}

// Buggy: S6196: a resource of this scope held at an await
task<int> resource() {
  std::scoped_lock lock(mutex, other_mutex); // expect
  co_await step();
  co_return 1;
}

// Correct: S6196: a co_return ends the guard before the final suspension
task<int> resource_returned() {
  std::lock_guard lock(mutex);
  co_return 1;
}

// Correct: unlocked, released, swapped away or assigned over before the await; others report all of them
task<> let_go() {
  {
    std::unique_lock<std::mutex> lock(mutex);
    lock.unlock();
    co_await step();
  }
  {
    std::unique_lock<std::mutex> lock(mutex);
    lock = std::unique_lock<std::mutex>();
    co_await step();
  }
}

// Correct: a guard that holds nothing; others report it
task<> empty_guard() {
  std::unique_lock<std::mutex> lock;
  co_await step();
}

// Correct: the await comes first, or after the scope
task<> before_and_after() {
  co_await step();
  {
    std::unique_lock<std::mutex> lock(mutex);
    use(1);
  }
  co_await step();
  section last;
}

// Correct: a jump back leaves the scope of the guard
task<> jumps_back(bool &again) {
first:
  co_await step();
  std::unique_lock<std::mutex> lock(mutex);
  if (again)
    goto first;
}

// Correct: the await is in a lambda that is called under the lock; others are silent as well
void calls_under_lock() {
  std::unique_lock<std::mutex> lock(mutex);
  auto run = []() -> fire_and_forget { co_await step(); };
  run();
}

// Correct: a reference or a pointer to a guard is no guard of this coroutine
task<> refers(const section &held, section *other) {
  const section &alias = held;
  co_await step();
  (void)alias;
}

// Correct: C26138: a synchronous generator does not leave the thread; MSVC reports it
generator<int> counts() {
  mutex.lock();
  co_yield 1;
  co_yield 2;
  mutex.unlock();
}
