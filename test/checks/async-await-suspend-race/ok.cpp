// RUN: %check_cotidy --mock %s async-await-suspend-race %t
// Intent: each deliberate silence is a case with a name.
#include "handwritten/task.hpp"

#include <atomic>
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

struct Executor {
  void post(std::function<void()>);
  void enqueue(std::coroutine_handle<>);
  bool try_enqueue(std::coroutine_handle<>);
};
struct Awaiter {
  bool await_ready() const noexcept { return false; }
  void await_resume() const noexcept {}
};

// Case: handed-out-last
struct Last : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    ++posted;
    executor.post([h] { h.resume(); });
  }
  Executor &executor;
  int posted = 0;
};

// Case: copied-before
struct Copied : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    Executor &target = executor;
    int count = posted;
    target.enqueue(h);
    target.post([count] {});
  }
  Executor &executor;
  int posted = 0;
};

// Case: stored-for-the-same-thread
struct Event {
  std::coroutine_handle<> waiting;
  int count = 0;
};
struct Stores : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    event.waiting = h;
    ++event.count;
    waits = true;
  }
  Event &event;
  bool waits = false;
};
struct Pushes : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    waiting.push_back(h);
    waits = true;
  }
  std::vector<std::coroutine_handle<>> &waiting;
  bool waits = false;
};

// Case: continuation-stored-in-a-promise
struct Symmetric : Awaiter {
  struct promise {
    void set_continuation(std::coroutine_handle<> h);
  };
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) {
    inner.promise().set_continuation(h);
    return inner;
  }
  std::coroutine_handle<promise> inner;
};

// Case: handle-kept-in-the-awaiter
struct Keeps : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    handle = h;
    started = true;
  }
  std::coroutine_handle<> handle;
  bool started = false;
};

// Case: exchange-that-failed
struct Stack : Awaiter {
  bool await_suspend(std::coroutine_handle<> h) {
    handle = h;
    Stack *old = head.load();
    do {
      if (old == this)
        return false;
      next = old;
    } while (!head.compare_exchange_weak(old, this));
    return true;
  }
  std::atomic<Stack *> &head;
  Stack *next = nullptr;
  std::coroutine_handle<> handle;
};

// Case: result-tells-whether-it-was-taken
struct Tries : Awaiter {
  bool await_suspend(std::coroutine_handle<> h) {
    if (!executor.try_enqueue(h)) {
      failed = true;
      return false;
    }
    return true;
  }
  Executor &executor;
  bool failed = false;
};

// Case: handing-out-failed
struct Catches : Awaiter {
  bool await_suspend(std::coroutine_handle<> h) {
    try {
      executor.enqueue(h);
      return true;
    } catch (...) {
      error = std::current_exception();
      return false;
    }
  }
  Executor &executor;
  std::exception_ptr error;
};

// Case: under-the-lock-to-the-end
struct Locked : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    std::lock_guard lock(mutex);
    waiting.push_back(h);
    ++count;
  }
  std::mutex &mutex;
  std::deque<std::coroutine_handle<>> &waiting;
  int &count;
};

// Case: lock-given-back-at-the-end
struct Waiter : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    handle = h;
    next = head.exchange(this);
    mutex.unlock();
  }
  std::mutex &mutex;
  std::atomic<Waiter *> &head;
  Waiter *next = nullptr;
  std::coroutine_handle<> handle;
};

// Case: awaitable-that-outlives-the-coroutine
class Pool {
public:
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    {
      std::lock_guard lock(mutex_);
      queue_.push_back(h);
    }
    wake_.notify_one();
  }
  void await_resume() const noexcept {}

private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::coroutine_handle<>> queue_;
};

// Case: awaited-by-reference
struct Gate : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    executor.enqueue(h);
    ++passed;
  }
  Executor &executor;
  int passed = 0;
};
task<> pass(Gate &gate) { co_await gate; }

// Case: atomic-protocol
struct Operation : Awaiter {
  bool await_suspend(std::coroutine_handle<> h) {
    handle = h;
    executor.post([this] { finish(); });
    if (state.exchange(1) == 2) {
      ++finished;
      return false;
    }
    return true;
  }
  void finish();
  Executor &executor;
  std::coroutine_handle<> handle;
  std::atomic<int> state = 0;
  int finished = 0;
};

// Case: static-member-afterwards
struct Counted : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    executor.enqueue(h);
    ++total;
  }
  Executor &executor;
  static std::atomic<int> total;
};

// Case: another-coroutine-is-resumed
struct Other : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    handle = h;
    started = true;
    other.enqueue(task);
    ++count;
  }
  Executor &other;
  std::coroutine_handle<> task;
  std::coroutine_handle<> handle;
  bool started = false;
  int count = 0;
};

// Case: lambda-of-a-scope-guard
template <class F> class ScopeGuard {
public:
  explicit ScopeGuard(F f) : f(f) {}
  ~ScopeGuard() { execute(); }

private:
  void execute() { f(); }
  F f;
};
struct AtExit {
  template <class F> ScopeGuard<F> operator+(F f) { return ScopeGuard<F>(f); }
};
struct Guarded : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    auto atExit = AtExit() + [&] { h.destroy(); };
    ++posted;
    ScopeGuard direct([&] { executor.enqueue(h); });
    ++posted;
  }
  Executor &executor;
  int posted = 0;
};

// Case: callable-put-away-in-a-member
struct Binder {
  template <class F> Binder &operator>>(F f) {
    callback = std::function<void()>(std::move(f));
    return *this;
  }
  void exec();
  std::function<void()> callback;
};
struct Bound : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    binder >> [h, this] { h.resume(); };
    binder.exec();
  }
  Binder binder;
};
