// RUN: %check_cotidy %s async-returns-task-of-task %t
// RUN: %check_cotidy %s async-returns-task-of-task %t -check-suffix=CALLEES --config='{CheckOptions: {async-returns-task-of-task.AllowedCallees: "std::async"}}'
#include <coroutine>
#include <future>

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
template <class F> auto later(F f) -> std::future<decltype(f())> { throw 1; }

void wrapped() {
  auto a = std::async(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'async' wraps the task
  auto b = later(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'later' wraps the task
  // CHECK-MESSAGES-CALLEES: :[[@LINE-2]]:12: warning: 'later' wraps the task
}
