// RUN: %cotidy check --dump=held-tasks %s -- -std=c++20 | FileCheck %s
// Intent: what becomes of the tasks that local variables keep, and what their
// types say about keeping them.
#include <coroutine>
#include <utility>
#include <vector>

template <class T = void> struct task {
  struct promise_type;
  task(task &&);
  task &operator=(task &&);
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
  bool done() const;
};
template <class T> struct task<T>::promise_type {
  task get_return_object();
  std::suspend_always initial_suspend();
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  void return_void();
};
struct joining {
  struct promise_type {
    joining get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  ~joining() { Handle.destroy(); }
  std::coroutine_handle<> Handle;
  void wait();
};
struct lockable {
  void unlock();
};
struct guard {
  guard(guard &&);
  ~guard();
  lockable *Of;
};
task<> work();
joining run();
task<guard> lock();

// CHECK: [[@LINE+1]]: fates
task<> fates(bool Early) {
  task<> Awaited = work();
  // CHECK-NEXT: [[@LINE-1]]: 'Awaited' consumed
  task<> Forgotten = work();
  // CHECK-NEXT: [[@LINE-1]]: 'Forgotten' never consumed, looked at, suspended meanwhile
  task<> Twice = work();
  // CHECK-NEXT: [[@LINE-1]]: 'Twice' overwritten at [[@LINE+3]]
  task<> Left = work();
  // CHECK-NEXT: [[@LINE-1]]: 'Left' left behind
  Twice = work();
  // CHECK-NEXT: [[@LINE-1]]: 'Twice' consumed
  std::vector<task<>> Many;
  Many.push_back(work());
  // CHECK-NEXT: [[@LINE-1]]: 'Many' never consumed, in an owner
  if (Forgotten.done())
    Early = true;
  co_await std::move(Awaited);
  task<> Next = std::move(Twice);
  co_await std::move(Next);
  if (Early)
    co_return;
  co_await std::move(Left);
}

// CHECK: [[@LINE+1]]: types
void types() {
  joining Running = run();
  // CHECK-NEXT: [[@LINE-1]]: 'Running' never consumed, ends when destroyed, offers its result
  auto Held = lock();
  // CHECK-NEXT: [[@LINE-1]]: 'Held' never consumed, yields a guard
}
