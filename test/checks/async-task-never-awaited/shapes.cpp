// RUN: %check_cotidy %s async-task-never-awaited,async-misused-task,async-unawaited-task %t
// Intent: eleven ways to make a task and give it a name, or none; each of the
// lost ones has one finding, of one check.
#include <coroutine>
#include <exception>
#include <utility>
#include <vector>

template <class T> struct result {
  void return_value(T);
};
template <> struct result<void> {
  void return_void();
};
template <class T = void> struct [[nodiscard]] task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  task(task &&) noexcept;
  ~task();
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  std::coroutine_handle<promise_type> handle;
};
task<int> number(int);
task<> step();

task<> named() {
  auto t = number(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
  co_return;
}
// Nothing has started when it leaves early.
task<> onOnePath(bool early) {
  auto t = number(1);
  if (early)
    co_return;
  co_await std::move(t);
}
task<> escapes(std::vector<task<>> &out) {
  out.push_back(step());
  co_return;
}
task<> castToVoid() {
  auto t = number(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
  (void)t;
  co_return;
}
task<> inContainer() {
  std::vector<task<int>> all;
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'all' holds tasks that are never awaited, so their bodies never run [async-task-never-awaited]
  all.push_back(number(1));
  co_return;
}
task<> maybeUnused() {
  [[maybe_unused]] auto t = number(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: 't' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
  co_return;
}
task<> movedOn() {
  auto t = number(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 't' holds a task that is never awaited, so its body never runs [async-task-never-awaited]
  auto u = std::move(t);
  co_return;
}
auto passedOn() { return number(1); }
task<int> resumedByHand() {
  co_return co_await number(1) + number(2).await_resume();
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: the task returned by 'number' is asked for its result before it has run, and its body never runs [async-misused-task]
}
task<> awaitedOnTheSpot() {
  co_await number(1);
  co_await [](int i) -> task<int> { co_return i; }(3);
}
task<> lookedInto() {
  bool ok = number(1).handle != nullptr;
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'number' is tested instead of its result, and its body never runs [async-misused-task]
  (void)ok;
  co_return;
}
