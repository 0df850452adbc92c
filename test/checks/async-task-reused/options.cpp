// RUN: %check_cotidy %s async-task-reused %t
// RUN: %check_cotidy %s async-task-reused %t -check-suffix=TYPES --config='{CheckOptions: {async-task-reused.AllowedTypes: "app::task"}}'
#include <coroutine>
#include <future>
#include <utility>

namespace app {
struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  task(task &&) noexcept;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task save();
task twice(std::future<int> f) {
  auto t = save();
  co_await std::move(t);
  co_await std::move(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 't' is awaited a second time
  f.get();
  f.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'f' is asked for its result a second time
  // CHECK-MESSAGES-TYPES: :[[@LINE-2]]:3: warning: 'f' is asked for its result a second time
}
} // namespace app
