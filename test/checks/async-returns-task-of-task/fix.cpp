// RUN: %check_cotidy %s async-returns-task-of-task %t
// Intent: with the await, one layer of the type goes.
#include <coroutine>
#include <type_traits>
#include <utility>

template <class T> struct result {
  void return_value(T);
};
template <class T> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  task(task &&) noexcept;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
namespace app {
using ::task;
}
task<int> load(int);

namespace {
task<task<int>> hidden() {
  co_return load(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'load'
}
} // namespace
// CHECK-FIXES: {{^}}task<int> hidden() {{{$}}
// CHECK-FIXES: {{^}}  co_return co_await load(1);{{$}}

static app::task<app::task<int>> scoped() {
  co_return load(2);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'load'
}
// CHECK-FIXES: {{^}}static app::task<int> scoped() {{{$}}
// CHECK-FIXES: {{^}}  co_return co_await load(2);{{$}}

auto lambda = []() -> task<task<int>> {
  co_return load(3);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'load'
};
// CHECK-FIXES: {{^}}auto lambda = []() -> task<int> {{{$}}
// CHECK-FIXES: {{^}}  co_return co_await load(3);{{$}}

// Another file may know the type.
task<task<int>> visible() {
  co_return load(4);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'load'
}
// CHECK-FIXES: {{^}}task<task<int>> visible() {{{$}}
// CHECK-FIXES: {{^}}  co_return load(4);{{$}}
