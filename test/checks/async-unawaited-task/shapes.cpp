// RUN: %check_cotidy %s async-unawaited-task %t
// Intent: every place where a value can be thrown away, every kind of value.
#include <coroutine>
#include <functional>
#include <future>
#include <memory>
#include <utility>

struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct eager {
  struct promise_type {
    eager get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct [[nodiscard]] strict_eager {
  struct promise_type {
    strict_eager get_return_object();
    std::suspend_never initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

struct delay {
  explicit delay(int);
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
template <class T> struct future {
  template <class F> future<int> then(F) { return {}; }
  T get();
};

task save(int = 0);
eager ring();
strict_eager strict();
delay nap();
future<int> ask();
extern bool busy;

// Case: branches-loops-and-labels
task places(int n) {
  if (busy)
    save();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save' is not awaited, so its body never runs [async-unawaited-task]
  else
    save();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save'
  for (save(); n > 0; save(n))
    save();
  // CHECK-MESSAGES: :[[@LINE-2]]:8: warning: the task returned by 'save'
  // CHECK-MESSAGES: :[[@LINE-3]]:23: warning: the task returned by 'save'
  // CHECK-MESSAGES: :[[@LINE-3]]:5: warning: the task returned by 'save'
  while (busy)
    save();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save'
  switch (n) {
  case 1:
    save();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save'
  }
  save(), co_await save();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save'
  busy ? save(1) : save(2);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the task returned by 'save'
  // CHECK-MESSAGES: :[[@LINE-2]]:20: warning: the task returned by 'save'
  try {
    save();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save'
  } catch (...) {
    save();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save'
  }
}

// Case: methods-pointers-and-lambdas
struct Store {
  task flush();
  virtual task close();
  static task open();
  task shutdown() {
    flush();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'Store::flush'
    this->close();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'Store::close'
    Store::open();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'Store::open'
    co_return;
  }
  ~Store() {
    flush();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'Store::flush'
  }
};
task indirect(std::unique_ptr<Store> store, task (*pointer)(),
              std::function<task()> function) {
  store->flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'Store::flush'
  pointer();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task created here is not awaited
  function();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by
  []() -> task { co_return; }();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'lambda'
  auto forget = [] { save(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the task returned by 'save'
  forget();
  co_return;
}

// Case: a-template-is-reported-once
template <class T> task twice(T value) {
  save(value);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save'
  co_return;
}
task instances() {
  co_await twice(1);
  co_await twice('c');
}

// Case: eager-in-a-coroutine-or-nodiscard
task eagerOnes() {
  ring();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'ring' is not awaited, so nobody sees its result or its exception
  co_return;
}
void ordinary() {
  strict();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'strict' is not awaited, so nobody sees its result or its exception
}

// Case: awaiters
task awaiters() {
  nap();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'nap' is not awaited, so nothing waits for it
  delay{5};
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable created here is not awaited, so nothing waits for it
  delay(5);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable created here is not awaited, so nothing waits for it
  std::suspend_always{};
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable created here is not awaited, so nothing waits for it
  co_return;
}

// Case: a-continuation-forgets-to-return
future<int> continuation() {
  ask();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'ask' is not awaited, so nobody sees its result or its exception
  return ask().then([](int) {
    ask();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the future returned by 'ask'
  });
}

// Case: the-future-of-std-async-waits-here
void waitsHere() {
  std::async([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'async' is dropped, so its destructor waits for it here
}

// Case: from-a-macro
#define SAVE() save()
task fromMacro() {
  SAVE();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save'
  co_return;
}
