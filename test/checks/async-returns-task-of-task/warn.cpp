// RUN: %check_cotidy %s async-returns-task-of-task %t
// Intent: tasks of tasks by accident, on hand-written types.
#include <coroutine>
#include <exception>
#include <future>
#include <type_traits>
#include <utility>
#include <vector>

template <class T> struct result {
  void return_value(T);
};
template <> struct result<void> {
  void return_void();
};
template <class T = void> struct task {
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
template <class T = void> struct eager {
  struct promise_type : result<T> {
    eager get_return_object();
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
  };
  eager(eager &&) noexcept;
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
template <class T> struct future {
  future(future &&) noexcept;
  template <class F> auto then(F) -> future<std::invoke_result_t<F, T>> {
    throw 1;
  }
  T get();
};
struct pool {
  template <class F> task<std::invoke_result_t<F>> submit(F) { throw 1; }
};

task<int> load();
task<> save();
eager<long> ring();
future<int> ask();
extern bool busy;

// Case: std::async of a coroutine
void ofStdAsync() {
  auto a = std::async([]() -> task<> { co_await save(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'async' wraps the task that its callable returns in a 'future<task<>>', and the body of the inner one runs only when that is awaited, too [async-returns-task-of-task]
  a.wait();
  auto b = std::async(std::launch::async, load);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'async' wraps the task that its callable returns in a 'future<task<int>>'
  auto c = std::async([] { return ring(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'async' wraps the task that its callable returns in a 'future<eager<long>>', and the result of the inner one is seen only when that is awaited, too
}

// Case: a pool that wraps what it is given
task<> ofAPool(pool &workers) {
  co_await workers.submit(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'pool::submit' wraps the task that its callable returns in a 'task<task<>>'
  auto pending = workers.submit([]() -> task<> { co_await save(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'pool::submit' wraps the task that its callable returns
  co_await std::move(pending);
}

// Case: a continuation that does not flatten
auto ofAContinuation() {
  return ask().then([](int) { return ring(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'future::then' wraps the task that its callable returns in a 'future<eager<long>>'
}

// Case: a template that takes its result from its argument
template <class F> task<std::invoke_result_t<F>> retry(F f) {
  if (busy)
    co_return f();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: a task is not awaited but becomes the result of a 'task<task<int>>'
  co_return f();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: a task is not awaited
}
task<long> dial();
template <class F> auto timed(F f) -> task<decltype(f())> {
  auto started = f();
  co_return std::move(started);
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the task in 'started' is not awaited but becomes the result of a 'task<task<long>>'
}
void instances() {
  (void)retry(load);
  (void)timed(dial);
}

// Case: spelled, but the await is missing
task<task<bool>> check();
task<bool> isOpen();
task<task<bool>> spelled() {
  co_return isOpen();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'isOpen' is not awaited but becomes the result of a 'task<task<bool>>'
}
auto inLambda = []() -> task<task<char>> {
  co_return []() -> task<char> { co_return 'a'; }();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by
};
