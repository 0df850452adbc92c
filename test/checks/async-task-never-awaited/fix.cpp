// RUN: %check_cotidy %s async-task-never-awaited %t
// Intent: where a lock was meant, awaiting the initialiser gives it.
#include <coroutine>

template <class T> struct result {
  void return_value(T);
};
template <> struct result<void> {
  void return_void();
};
template <class T = void> struct task {
  struct promise_type : result<T> {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
struct mutex_guard {
  mutex_guard(mutex_guard &&) noexcept;
  ~mutex_guard();
};
struct async_mutex {
  task<mutex_guard> lock();
};
task<int> count();

task<> inCoroutine(async_mutex &mutex) {
  auto lock = mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'lock' holds a task that is never awaited, so the 'mutex_guard' is never held
  // CHECK-FIXES: {{^}}  auto lock = co_await mutex.lock();{{$}}
  [[maybe_unused]] const auto other = mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'other' holds a task
  // CHECK-FIXES: {{^}}  {{\[\[}}maybe_unused]] const auto other = co_await mutex.lock();{{$}}
  co_return;
}

// The type would no longer fit.
task<> spelled(async_mutex &mutex) {
  task<mutex_guard> lock = mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'lock' holds a task
  // CHECK-FIXES: {{^}}  task<mutex_guard> lock = mutex.lock();{{$}}
  co_return;
}

// What is asked of the task cannot be asked of the guard.
task<> asked(async_mutex &mutex) {
  auto lock = mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'lock' holds a task
  // CHECK-FIXES: {{^}}  auto lock = mutex.lock();{{$}}
  if (lock.await_ready())
    co_return;
}

void ordinary(async_mutex &mutex) {
  auto lock = mutex.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'lock' holds a task
  // CHECK-FIXES: {{^}}  auto lock = mutex.lock();{{$}}
}

// Nobody knows what the number was for.
task<> value() {
  auto number = count();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'number' holds a task
  // CHECK-FIXES: {{^}}  auto number = count();{{$}}
  co_return;
}
