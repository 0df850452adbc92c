// RUN: %cotidy check --dump=locks %s -- -std=c++20 | FileCheck %s
// Intent: which locks each suspension is reached with, thread locks and
// asynchronous ones.
#include <coroutine>
#include <mutex>
#include <optional>
#include <shared_mutex>

template <class T> struct task_result {
  void return_value(T);
};
template <> struct task_result<void> {
  void return_void();
};
template <class T = void> struct task {
  struct promise_type : task_result<T> {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
struct async_mutex;
struct async_guard {
  async_guard(async_guard &&);
  ~async_guard();
  async_mutex *mutex;
};
struct async_mutex {
  task<async_guard> scoped_lock();
  task<> lock();
  void unlock();
};
task<> tick();
std::mutex m;
std::recursive_mutex r;

// CHECK: guards(bool)
task<> guards(bool b) {
  // CHECK-NOT: [[@LINE+1]]: await
  co_await tick();
  std::unique_lock l(m);
  // CHECK: [[@LINE+1]]: await with lock 'm' of 'l', line [[@LINE-1]]{{$}}
  co_await tick();
  {
    std::lock_guard k(r);
    // CHECK: [[@LINE+1]]: await with lock 'm' of 'l', line [[@LINE-5]], recursive lock 'r' of 'k', line [[@LINE-1]]{{$}}
    co_await tick();
    l.unlock();
    // CHECK: [[@LINE+1]]: await with recursive lock 'r' of 'k', line [[@LINE-4]]{{$}}
    co_await tick();
  }
  if (b)
    l.lock();
  // CHECK: [[@LINE+1]]: await with lock 'm' of 'l', line [[@LINE-1]]{{$}}
  co_await tick();
}

// CHECK: by_hand()
task<> by_hand() {
  m.lock();
  // CHECK: [[@LINE+1]]: await with lock 'm' of line [[@LINE-1]]{{$}}
  co_await tick();
  m.unlock();
}

// CHECK: asynchronous(async_mutex &)
task<> asynchronous(async_mutex &a) {
  auto g = co_await a.scoped_lock();
  // CHECK: [[@LINE+1]]: await with asynchronous lock 'a' of 'g', line [[@LINE-1]]{{$}}
  co_await tick();
}
// CHECK: asynchronous_by_hand(async_mutex &)
task<> asynchronous_by_hand(async_mutex &a) {
  co_await a.lock();
  // CHECK: [[@LINE+1]]: await with asynchronous lock 'a' of line [[@LINE-1]]{{$}}
  co_await tick();
  a.unlock();
  // CHECK-NOT: [[@LINE+1]]: await
  co_await tick();
}

// CHECK: correlated(bool)
task<> correlated(bool b) {
  std::optional<std::unique_lock<std::mutex>> o;
  if (b)
    o.emplace(m);
  if (!b)
    // CHECK-NOT: [[@LINE+1]]: await
    co_await tick();
  if (b)
    o.reset();
  // CHECK-NOT: [[@LINE+1]]: await
  co_await tick();
}
