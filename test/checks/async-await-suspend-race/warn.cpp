// RUN: %check_cotidy %s async-await-suspend-race %t
// Intent: what is reported, where, and with which notes.
#include <atomic>
#include <coroutine>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

struct Executor {
  void post(std::function<void()>);
  void enqueue(std::coroutine_handle<>);
};
struct Queue {
  void push(std::coroutine_handle<> h) {
    std::lock_guard lock(mutex);
    waiting.push_back(h);
  }
  std::mutex mutex;
  std::deque<std::coroutine_handle<>> waiting;
  std::coroutine_handle<> one;
};
struct Awaiter {
  bool await_ready() const noexcept { return false; }
  void await_resume() const noexcept {}
};

struct Posts : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    executor.post([h] { h.resume(); });
    ++posted;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'posted' is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'Executor::post'
  }
  Executor &executor;
  int posted = 0;
};

struct Enqueues : Awaiter {
  bool await_suspend(std::coroutine_handle<> h) {
    executor.enqueue(h);
    if (posted > 3)
    // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'posted' is used when another thread may already have{{.*}}
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'Executor::enqueue'
      return true;
    return true;
  }
  Executor &executor;
  int posted = 0;
};

struct Resumes : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    h.resume();
    done = true;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'done' is used after the coroutine was resumed, and perhaps destroyed with this awaiter [async-await-suspend-race]
    // CHECK-NOTES: :[[@LINE-3]]:5: note: the coroutine is resumed here
  }
  bool done = false;
};

struct ResumesAndSaysNo : Awaiter {
  bool await_suspend(std::coroutine_handle<> h) {
    h();
    return false;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'false' resumes the coroutine a second time [async-await-suspend-race]
    // CHECK-NOTES: :[[@LINE-3]]:5: note: the coroutine is resumed here
  }
};

struct Thread : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    std::thread worker([h] { h.resume(); });
    worker.detach();
    started = true;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'started' is used when another thread may already have{{.*}}
    // CHECK-NOTES: :[[@LINE-4]]:17: note: its handle is out of hand from here
  }
  bool started = false;
};

// The lock over the store is given back.
struct UnderLock : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    {
      std::lock_guard lock(queue.mutex);
      queue.one = h;
    }
    ++count;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'count' is used when another thread may already have{{.*}}
    // CHECK-NOTES: :[[@LINE-6]]:5: note: its handle is out of hand from here
  }
  Queue &queue;
  int count = 0;
};

// The same inside the function that is called.
struct Pushes : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    queue.push(h);
    log();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'log' is used when another thread may already have resumed{{.*}}
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'Queue::push'
  }
  void log();
  Queue &queue;
};

// The awaiter holds the handle, and others get the awaiter.
struct Node : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    handle = h;
    next = head.exchange(this);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'next' is used when another thread may already have resumed{{.*}}
    // CHECK-NOTES: :[[@LINE-2]]:12: note: its handle is out of hand from this call of 'atomic::exchange'
    ++count;
  }
  std::atomic<Node *> &head;
  Node *next = nullptr;
  std::coroutine_handle<> handle;
  int count = 0;
};

struct Exchanges : Awaiter {
  bool await_suspend(std::coroutine_handle<> h) {
    void *expected = nullptr;
    if (slot.compare_exchange_strong(expected, h.address())) {
      registered = true;
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'registered' is used when another thread may already have{{.*}}
      // CHECK-NOTES: :[[@LINE-3]]:9: note: its handle is out of hand from this call of 'atomic::compare_exchange_strong'
      return true;
    }
    return false;
  }
  std::atomic<void *> &slot;
  bool registered = false;
};

// The coroutine itself is asked.
struct Asks : Awaiter {
  bool await_suspend(std::coroutine_handle<> h) {
    executor.enqueue(h);
    return !h.done();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: the coroutine is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'Executor::enqueue'
  }
  Executor &executor;
};

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
// The guard has gone before the end.
struct GuardsInside : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    {
      auto atExit = AtExit() + [&] { executor.enqueue(h); };
    }
    ++posted;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'posted' is used when another thread may already have{{.*}}
    // CHECK-NOTES: :[[@LINE-5]]:5: note: its handle is out of hand from here
  }
  Executor &executor;
  int posted = 0;
};

// A callable that a function of the project calls resumes the coroutine.
struct Caller {
  template <class F> void now(F f) { f(); }
};
struct Called : Awaiter {
  void await_suspend(std::coroutine_handle<> h) {
    caller.now([h] { h.resume(); });
    ++posted;
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'posted' is used when another thread may already have{{.*}}
    // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle is out of hand from this call of 'Caller::now'
  }
  Caller caller;
  int posted = 0;
};
