// RUN: %check_cotidy %s async-thread-local-across-suspend %t
// Intent: every deliberate silence, by name.
#include "Inputs/task.h"

void use(int);
void log(const Stats *);

// Case: used-before-the-suspension-only
task<> before() {
  Stats &mine = stats;
  mine.note(1);
  co_await bar();
}
// Case: asked-again-after-the-suspension
task<> again() {
  ++stats.sent;
  co_await bar();
  ++stats.received;
  Stats &mine = stats;
  mine.note(2);
}
// Case: made-after-the-suspension
task<> made_later() {
  co_await bar();
  Stats *mine = &stats;
  mine->note(3);
}
// Case: pointed-again-after-the-suspension
task<> pointed_again() {
  Stats *mine = &stats;
  mine->note(1);
  co_await bar();
  mine = &stats;
  mine->note(2);
}
// Case: made-anew-in-each-turn
task<> each_turn() {
  for (int i = 0; i < 3; ++i) {
    Stats &mine = stats;
    mine.note(i);
    co_await bar();
  }
}
// Case: a-copy-of-the-value
task<> copy() {
  int seen = depth;
  Stats all = stats;
  co_await bar();
  use(seen + all.sent);
}
// Case: errno-saved-and-looked-at
task<> saved() {
  int error = errno;
  co_await bar();
  use(error);
}
// Case: the-pointer-a-thread-local-holds
task<> held() {
  Stats *mine = current;
  co_await bar();
  mine->note(1);
}
// Case: written-back-without-a-suspension
task<> restored_at_once() {
  int before = depth;
  depth = 7;
  use(1);
  depth = before;
  co_await bar();
}
// Case: the-identity-is-only-told
task<> told() {
  auto id = std::this_thread::get_id();
  co_await bar();
  use(id == std::thread::id());
}
// Case: compared-without-a-suspension
task<> compared() {
  auto id = std::this_thread::get_id();
  use(id == std::this_thread::get_id());
  co_await bar();
}
// Case: another-path-suspends-and-leaves
task<> leaves(bool early) {
  Stats &mine = stats;
  if (early) {
    co_await bar();
    co_return;
  }
  mine.note(1);
}
// Case: an-await-that-never-suspends
task<> never() {
  Stats &mine = stats;
  co_await std::suspend_never{};
  mine.note(1);
}
// Case: await-in-a-nested-lambda
task<> nested() {
  Stats &mine = stats;
  auto later = []() -> task<> { co_await bar(); };
  mine.note(1);
  co_await later();
}
// Case: a-static-variable
task<> shared() {
  int &count = shared_count;
  co_await bar();
  ++count;
}
// Case: a-generator
generator<int> numbers() {
  Stats &mine = stats;
  co_yield mine.sent;
  co_yield mine.received;
}
// Case: thread-per-core
// The option ThreadPerCore says so; options.cpp shows it.
