// RUN: %check_cotidy %s async-misused-task %t
// Intent: futures one continues with, also those that become a coroutine type
// through std::coroutine_traits, taken for the lock they will yield.
#include <coroutine>
#include <optional>

struct semaphore_units {
  semaphore_units(semaphore_units &&);
  ~semaphore_units();
};

// Case: a future that is no coroutine type
template <class T> struct future {
  template <class F> future<T> then(F) { return {}; }
  T get();
  bool available() const;
};
future<semaphore_units> get_units(int);
future<bool> is_open();
template <class... Args> void log(const char *, const Args &...);
int continuationStyle() {
  auto units = get_units(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'units' holds a future that is never awaited, so nothing waits until the 'semaphore_units' is held
  return 1;
}
int loggedCopy() {
  // It can be copied, so the callee may keep it.
  log("open: {}", is_open());
  return 1;
}

// Case: a missing return in a continuation, with the lock in a variable
int continuation() {
  is_open().then([] {
    auto lock = get_units(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'lock' holds a future that is never awaited, so nothing waits until the 'semaphore_units' is held
  });
  return 1;
}

// Case: a future that becomes a coroutine type through std::coroutine_traits
template <class T> class pending_result {
public:
  pending_result(pending_result &&) noexcept;
  pending_result &operator=(pending_result &&) noexcept;
  ~pending_result();
  T get();
  bool failed() const noexcept;
};
template <class T> struct pending_awaiter {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
template <class T> pending_awaiter<T> operator co_await(pending_result<T>);
template <class T, class... Args>
struct std::coroutine_traits<pending_result<T>, Args...> {
  struct promise_type {
    pending_result<T> get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_never final_suspend() noexcept;
    void return_value(T);
    void unhandled_exception();
  };
};
pending_result<int> fetch();
pending_result<semaphore_units> reserve();
pending_result<int> traits() {
  auto units = reserve();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'units' holds a task that is never awaited, so nothing waits until the 'semaphore_units' is held
  log("{}", fetch());
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: the task returned by 'fetch' is passed to 'log' instead of its result, and nobody sees its result or its exception
  co_return co_await fetch();
}
pending_result<int> inOptional() {
  std::optional<pending_result<semaphore_units>> lock;
  // CHECK-MESSAGES: :[[@LINE-1]]:50: warning: 'lock' holds tasks that are never awaited, so nothing waits until the 'semaphore_units' is held
  lock.emplace(reserve());
  co_return co_await fetch();
}

// Case: a method, whose class holds the mutex
struct async_mutex {
  pending_result<semaphore_units> lock();
};
struct Kitchen {
  async_mutex mutex;
  virtual pending_result<int> work() {
    auto lock = mutex.lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'lock' holds a task that is never awaited, so nothing waits until the 'semaphore_units' is held
    co_return co_await fetch();
  }
};
