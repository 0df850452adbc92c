// RUN: %check_cotidy %s async-misused-task %t
// Intent: where a lock or a value was meant, awaiting the task gives it.
#include <coroutine>
#include <string>

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
  task(task &&) noexcept;
  explicit operator bool() const;
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

// There is nothing to hold.
task<> enter();
task<> nothingToHold() {
  auto lock = enter();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'lock' holds a task
  // CHECK-FIXES: {{^}}  auto lock = enter();{{$}}
  co_return;
}

task<bool> exists(int);
extern bool busy;
task<> conditions() {
  if (!exists(1))
    // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: the task returned by 'exists' is tested
    // CHECK-FIXES: {{^}}  if (!co_await exists(1)){{$}}
    co_return;
  busy = busy && exists(2);
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the task returned by 'exists' is tested
  // CHECK-FIXES: {{^}}  busy = busy && co_await exists(2);{{$}}
  auto found = exists(3);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'found' holds a task that is tested
  // CHECK-FIXES: {{^}}  auto found = co_await exists(3);{{$}}
  if (found)
    co_return;
  // Awaiting it yields nothing to test.
  if (enter())
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'enter' is tested
    // CHECK-FIXES: {{^}}  if (enter()){{$}}
    co_return;
}

template <class T> std::string operator+(const std::string &, const T &);
template <class... Args> void log(const char *, const Args &...);
task<> operands(std::string text) {
  text = text + count();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task returned by 'count' is an operand of '+'
  // CHECK-FIXES: {{^}}  text = text + co_await count();{{$}}
  log("{} {}", text, count());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the task returned by 'count' is passed to 'log'
  // CHECK-FIXES: {{^}}  log("{} {}", text, co_await count());{{$}}
  co_return;
}

// A test of its own cannot wait.
void noCoroutine() {
  if (exists(4))
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'exists' is tested
    // CHECK-FIXES: {{^}}  if (exists(4)){{$}}
    busy = true;
}
