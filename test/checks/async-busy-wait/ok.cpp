// RUN: %check_cotidy --mock %s async-busy-wait %t
// Intent: each deliberate silence is a case with a name.
#include "handwritten/task.hpp"

#include <atomic>
#include <chrono>

using namespace std::chrono_literals;

task<> sleep_for(std::chrono::milliseconds);
task<bool> ask();
void work();
std::atomic<bool> stopped = false;
event &something();

// Case: periodic-work
task<> periodic() {
  while (!stopped) {
    work();
    co_await sleep_for(10ms);
  }
}

// Case: answer-that-is-asked-for
task<> remote() {
  while (!co_await ask())
    co_await sleep_for(10ms);
}

// Case: flag-of-the-coroutine
task<> local() {
  bool again = true;
  while (again) {
    again = co_await ask();
    co_await sleep_for(10ms);
  }
}

// Case: waits-for-an-event
task<> woken() {
  while (!stopped)
    co_await something();
}

// Case: gives-up-after-some-time
task<> counted() {
  for (int i = 0; i < 10 && !stopped; ++i)
    co_await sleep_for(10ms);
}
