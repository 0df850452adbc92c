// RUN: %check_cotidy %s async-lock-across-suspend %t -- -pthread
// Intent: guards of every spelling, locks taken by hand, and what the finding
// says; the fifteen shapes of the research are in shapes.cpp.
#include "Inputs/task.h"

#include <pthread.h>

void use(int);

// One finding for a guard, a note for each suspension.
task<> notes() {
  std::lock_guard guard(m);
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'guard' keeps 'm' locked while the coroutine is suspended [async-lock-across-suspend]
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  use(co_await foo(1));
  // CHECK-NOTES: :[[@LINE-1]]:7: note: the coroutine may suspend here
}
task<> again() {
  std::unique_lock lock(m);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'lock' keeps 'm' locked while the coroutine is suspended
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  lock.unlock();
  co_await bar();
  lock.lock();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: it is locked again here
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}

// Two guards are two findings.
task<> two() {
  std::scoped_lock a(m);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'a' keeps 'm' locked
  // CHECK-NOTES: :[[@LINE+5]]:3: note: the coroutine may suspend here
  std::mutex own;
  std::lock_guard b{own};
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'b' keeps 'own' locked
  // CHECK-NOTES: :[[@LINE+1]]:3: note: the coroutine may suspend here
  co_await bar();
}

class Cache {
public:
  task<int> get(int key) {
    std::shared_lock lock(mutex_);
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'lock' keeps 'mutex_' locked
    co_return values_[key] + co_await foo(key);
    // CHECK-NOTES: :[[@LINE-1]]:30: note: the coroutine may suspend here
  }
  task<> by_hand() {
    mutex_.lock_shared();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'mutex_' stays locked while the coroutine is suspended
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
    mutex_.unlock_shared();
  }
  task<> one_branch(bool fast) {
    mutex_.lock();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'mutex_' stays locked
    if (fast)
      mutex_.unlock();
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
    if (!fast)
      mutex_.unlock();
  }
  task<> helpers() {
    enter();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'mutex_' stays locked
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
    leave();
  }
  task<> of_another(Cache &other) {
    std::unique_lock lock(other.mutex_, std::try_to_lock);
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'lock' keeps 'other.mutex_' locked
    if (!lock)
      co_return;
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
  }
  task<> recursive() {
    std::lock_guard lock(recursive_);
    // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'lock' keeps 'recursive_' locked while the coroutine is suspended; as it is recursive, other coroutines of the thread enter it meanwhile
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
  }

private:
  void enter() { mutex_.lock(); }
  void leave() { mutex_.unlock(); }

  std::shared_mutex mutex_;
  std::recursive_mutex recursive_;
  std::map<int, int> values_;
};

// Several at once.
task<> both(std::mutex &a, std::mutex &b) {
  std::lock(a, b);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'a' stays locked
  // CHECK-NOTES: :[[@LINE+3]]:3: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE-3]]:16: warning: 'b' stays locked
  // CHECK-NOTES: :[[@LINE+1]]:3: note: the coroutine may suspend here
  co_await bar();
  a.unlock();
  b.unlock();
}
task<> both_adopted(std::mutex &a, std::mutex &b) {
  std::unique_lock first(a, std::defer_lock), second(b, std::defer_lock);
  std::lock(first, second);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'first' holds a lock
  // CHECK-NOTES: :[[@LINE+3]]:3: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE-3]]:20: warning: 'second' holds a lock
  // CHECK-NOTES: :[[@LINE+1]]:3: note: the coroutine may suspend here
  co_await bar();
}
task<> several() {
  std::mutex a, b;
  std::scoped_lock lock(a, b);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'lock' keeps 'a' locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> adopted() {
  m.lock();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'm' stays locked
  std::lock_guard lock(m, std::adopt_lock);
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> tried() {
  if (m.try_lock()) {
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'm' stays locked
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
    m.unlock();
  }
  co_await bar();
}
task<> tried_in_a_loop() {
  while (!m.try_lock())
    // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'm' stays locked
    co_await bar();
  use(1);
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  m.unlock();
}
task<> with_timeout(std::timed_mutex &t) {
  std::unique_lock lock(t, std::chrono::seconds(1));
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'lock' keeps 't' locked
  if (lock.owns_lock())
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
}

// Through other hands.
task<> moved() {
  std::unique_lock first(m);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'first' keeps 'm' locked
  std::unique_lock second = std::move(first);
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> parameter(std::unique_lock<std::mutex> lock) {
  // CHECK-NOTES: :[[@LINE-1]]:47: warning: 'lock' holds a lock
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> of_the_caller(std::unique_lock<std::mutex> &lock) {
  // CHECK-NOTES: :[[@LINE-1]]:52: warning: 'lock' holds a lock
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> captured() {
  std::unique_lock lock(m);
  auto later = [lock = std::move(lock)]() -> task<> {
    // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'lock' holds a lock
    co_await bar();
    // CHECK-NOTES: :[[@LINE-1]]:5: note: the coroutine may suspend here
  };
  (void)later;
  co_return;
}
task<> optional(bool alone) {
  std::optional<std::lock_guard<std::mutex>> lock;
  if (alone)
    lock.emplace(m);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'lock' keeps 'm' locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> pointer() {
  auto lock = std::make_unique<std::lock_guard<std::mutex>>(m);
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'lock' keeps 'm' locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
struct Transaction {
  explicit Transaction(std::mutex &mutex) : lock(mutex) {}
  std::unique_lock<std::mutex> lock;
  int changes = 0;
};
task<> member() {
  Transaction t(m);
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 't' keeps 'm' locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> all_of(std::vector<std::mutex> &mutexes) {
  std::vector<std::unique_lock<std::mutex>> locks;
  for (std::mutex &each : mutexes)
    locks.emplace_back(each);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'locks' keeps 'mutexes[...]' locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}

// Guards that are known by what they do.
class Spin {
public:
  void lock();
  void unlock();
};
class Locker {
public:
  explicit Locker(Spin *lock) : lock_(lock) { lock_->lock(); }
  Locker(const Locker &) = delete;
  ~Locker() {
    if (lock_)
      lock_->unlock();
  }

private:
  Spin *lock_;
};
class [[clang::scoped_lockable]] Annotated {
public:
  explicit Annotated(Spin &) __attribute__((exclusive_lock_function()));
  ~Annotated() __attribute__((unlock_function()));
};
class [[clang::capability("mutex")]] Capability {
public:
  void take() __attribute__((acquire_capability()));
  void drop() __attribute__((release_capability()));
};
task<> custom(Spin &spin) {
  Locker lock(&spin);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'lock' keeps 'spin' locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> annotated(Spin &spin) {
  Annotated lock(spin);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'lock' keeps 'spin' locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> capability(Capability &c) {
  c.take();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'c' stays locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  c.drop();
}
task<> posix(pthread_mutex_t *mutex) {
  pthread_mutex_lock(mutex);
  // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'mutex' stays locked
  co_await bar();
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
  pthread_mutex_unlock(mutex);
}

// A value that stays locked as long as one looks at it.
template <class T> class Synchronized {
public:
  class Locked {
  public:
    T *operator->();

  private:
    friend class Synchronized;
    Locked(Synchronized &owner) : lock_(owner.mutex_), value_(&owner.value_) {}
    std::unique_lock<std::mutex> lock_;
    T *value_;
  };
  Locked locked() { return Locked(*this); }

private:
  std::mutex mutex_;
  T value_;
};
struct Socket {
  task<> send();
};
task<> temporary(Synchronized<Socket> &socket) {
  co_await socket.locked()->send();
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: this 'Locked' keeps 'socket' locked
  // CHECK-NOTES: :[[@LINE-2]]:3: note: the coroutine may suspend here
}
task<> in_a_comma() {
  (std::lock_guard<std::mutex>(m), co_await bar());
  // CHECK-NOTES: :[[@LINE-1]]:4: warning: this 'std::lock_guard<std::mutex>' keeps 'm' locked
  // CHECK-NOTES: :[[@LINE-2]]:36: note: the coroutine may suspend here
}

// What may suspend.
task<> hidden() {
  std::lock_guard lock(m);
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'lock' keeps 'm' locked
  co_await hidden_awaiter{};
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
async_generator<int> numbers() {
  co_await bar();
  std::lock_guard lock(m);
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'lock' keeps 'm' locked
  co_yield 1;
  // CHECK-NOTES: :[[@LINE-1]]:3: note: the coroutine may suspend here
}
task<> loops(std::vector<int> &all) {
  for (int each : all) {
    std::lock_guard lock(m);
    // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'lock' keeps 'm' locked
    while (co_await foo(each) > 0)
      // CHECK-NOTES: :[[@LINE-1]]:12: note: the coroutine may suspend here
      use(each);
  }
}
