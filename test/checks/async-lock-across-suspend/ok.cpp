// RUN: %check_cotidy %s async-lock-across-suspend %t -- -pthread
// Intent: every deliberate silence, by name.
#include "Inputs/task.h"

#include <functional>
#include <pthread.h>

void use(int);

struct async_mutex;
class async_guard {
public:
  explicit async_guard(async_mutex &, std::adopt_lock_t);
  async_guard(async_guard &&);
  ~async_guard();
  void unlock();

private:
  async_mutex *mutex_;
};
struct async_mutex {
  task<async_guard> scoped_lock_async();
  task<std::unique_lock<async_mutex>> co_scoped_lock();
  task<> lock();
  bool try_lock();
  void unlock();
};

// Case: unlocked-before-the-await
task<> unlocked() {
  std::unique_lock lock(m);
  use(counter);
  lock.unlock();
  co_await bar();
}
// Case: deferred-lock
task<> deferred() {
  std::unique_lock lock(m, std::defer_lock);
  co_await bar();
  lock.lock();
}
// Case: moved-out
void take(std::unique_lock<std::mutex>);
task<> moved_out() {
  std::unique_lock lock(m);
  take(std::move(lock));
  co_await bar();
}
// Case: unlock-await-relock
task<> relocked() {
  std::unique_lock lock(m);
  for (int i = 0; i < 3; ++i) {
    lock.unlock();
    co_await bar();
    lock.lock();
  }
}
// Case: unlocked-on-every-path
task<> every_path(int kind) {
  m.lock();
  if (kind == 0) {
    m.unlock();
  } else {
    use(kind);
    m.unlock();
  }
  co_await bar();
}
// Case: scope-closed-before-the-await
task<> scope_closed() {
  {
    std::lock_guard lock(m);
    ++counter;
  }
  if (std::lock_guard lock(m); counter > 3)
    ++counter;
  co_await bar();
}
// Case: guard-produced-by-an-await
task<> produced(async_mutex &mutex) {
  auto guard = co_await mutex.scoped_lock_async();
  co_await bar();
  auto other = std::move(guard);
  co_await bar();
  auto lock = co_await mutex.co_scoped_lock();
  co_await bar();
}
// Case: guard-of-an-asynchronous-mutex
task<> asynchronous(async_mutex &mutex) {
  co_await mutex.lock();
  async_guard guard(mutex, std::adopt_lock);
  co_await bar();
}
task<> asynchronous_unique_lock(async_mutex &mutex) {
  co_await mutex.lock();
  co_await bar();
  mutex.unlock();
  if (mutex.try_lock()) {
    co_await bar();
    mutex.unlock();
  }
}
// Case: an-await-that-never-suspends
task<> never_suspends() {
  std::lock_guard lock(m);
  co_await std::suspend_never{};
}
// Case: await-in-a-nested-lambda
task<> nested() {
  std::lock_guard lock(m);
  auto later = []() -> task<> { co_await bar(); };
  (void)later;
  co_return;
}
// Case: a-generator
generator<int> numbers() {
  std::lock_guard lock(m);
  co_yield counter;
}
// Case: the-operand-takes-the-lock-and-gives-it-back
int locked_counter() {
  std::lock_guard lock(m);
  return counter;
}
task<> operand() { co_await foo(locked_counter()); }
// Case: an-asynchronous-condition-unlocks-what-it-is-given
struct async_condition {
  task<> wait(std::unique_lock<std::mutex> &);
};
task<> condition(async_condition &changed) {
  std::unique_lock lock(m);
  while (counter == 0)
    co_await changed.wait(lock);
}
// Case: handed-to-a-function-that-may-unlock
void finish(std::unique_lock<std::mutex> &);
task<> finished_elsewhere() {
  std::unique_lock lock(m);
  finish(lock);
  co_await bar();
}
void finish_visibly(std::unique_lock<std::mutex> &lock) { lock.unlock(); }
task<> finished_visibly() {
  std::unique_lock lock(m);
  finish_visibly(lock);
  co_await bar();
}
// Case: given-back-by-a-lambda
task<> lambda() {
  std::unique_lock lock(m);
  auto done = [&] { lock.unlock(); };
  done();
  co_await bar();
}
// Case: given-back-by-a-helper
class Helped {
public:
  task<> run() {
    mutex_.lock();
    leave();
    co_await bar();
  }

private:
  void leave() { mutex_.unlock(); }
  std::mutex mutex_;
};
// Case: the-lock-was-not-taken
task<> not_taken() {
  std::unique_lock lock(m, std::try_to_lock);
  if (!lock.owns_lock()) {
    co_await bar();
    co_return;
  }
  use(counter);
}
task<> not_taken_by_hand() {
  if (!m.try_lock()) {
    co_await bar();
    co_return;
  }
  use(counter);
  m.unlock();
  co_await bar();
}
task<> result_in_a_variable() {
  bool mine = m.try_lock();
  if (!mine)
    co_await bar();
  if (mine)
    m.unlock();
  co_await bar();
}
task<> waits_for_its_turn() {
  while (!m.try_lock())
    co_await bar();
  m.unlock();
  co_await bar();
}
task<> posix(pthread_mutex_t *mutex) {
  if (pthread_mutex_trylock(mutex) != 0) {
    co_await bar();
    co_return;
  }
  pthread_mutex_unlock(mutex);
  co_await bar();
}
// Case: locked-and-unlocked-under-one-condition
class Optional {
public:
  task<> run(bool threaded) {
    if (threaded)
      m.lock();
    use(counter);
    if (threaded)
      m.unlock();
    co_await bar();
  }
  task<> by_a_field() {
    if (threaded_ && counter > 0)
      m.lock();
    use(counter);
    if (threaded_ && counter > 0)
      m.unlock();
    co_await bar();
  }

private:
  bool threaded_ = false;
};
// Case: an-empty-guard
task<> empty() {
  std::unique_lock<std::mutex> lock;
  std::optional<std::lock_guard<std::mutex>> maybe;
  std::unique_ptr<std::lock_guard<std::mutex>> pointer;
  std::scoped_lock<> nothing;
  co_await bar();
}
// Case: reset-before-the-await
task<> reset() {
  std::optional<std::lock_guard<std::mutex>> lock(std::in_place, m);
  auto pointer = std::make_unique<std::unique_lock<std::mutex>>(m);
  use(counter);
  lock.reset();
  pointer = nullptr;
  co_await bar();
}
task<> unlocked_through_a_pointer() {
  auto lock = std::make_unique<std::unique_lock<std::mutex>>(m);
  lock->unlock();
  co_await bar();
}
// Case: replaced-by-an-empty-guard
task<> replaced() {
  std::unique_lock lock(m);
  lock = {};
  co_await bar();
}
// Case: an-exception-destroyed-the-guard
void may_throw();
task<> after_a_handler() {
  try {
    std::lock_guard lock(m);
    may_throw();
  } catch (...) {
    use(1);
  }
  co_await bar();
}
// Case: unlocked-at-the-end-of-a-scope
template <class F> struct finally {
  F f;
  ~finally() { f(); }
};
template <class F> finally(F) -> finally<F>;
task<> scope_guard() {
  {
    m.lock();
    finally unlock{[] { m.unlock(); }};
    use(counter);
  }
  co_await bar();
}
// Case: a-mutex-that-does-nothing
struct null_mutex {
  void lock() {}
  void unlock() {}
};
task<> null(null_mutex &mutex) {
  std::lock_guard lock(mutex);
  co_await bar();
}
// Case: a-flag-that-marks-the-coroutine-busy
struct busy {
  explicit busy(bool &flag) : flag(flag) { flag = true; }
  ~busy() { flag = false; }
  bool &flag;
};
struct busy_flag {
  void lock() { taken = true; }
  void unlock() { taken = false; }
  bool taken = false;
};
task<> flagged(bool &flag, busy_flag &logical) {
  busy mark(flag);
  std::lock_guard lock(logical);
  co_await bar();
}
// Case: an-object-that-only-uses-a-lock
class Worker {
public:
  explicit Worker(std::mutex &mutex) : mutex_(mutex) {}
  Worker(const Worker &) = delete;
  ~Worker() { stop(); }
  void stop();

private:
  std::mutex &mutex_;
  std::vector<int> queue_;
};
task<> worker() {
  Worker worker(m);
  co_await bar();
}
// Case: a-semaphore
struct semaphore {
  void acquire();
  void release();
};
struct permit {
  explicit permit(semaphore &s) : s(s) { s.acquire(); }
  permit(const permit &) = delete;
  ~permit() { s.release(); }
  semaphore &s;
};
task<> limited(semaphore &s) {
  permit one(s);
  co_await bar();
}
// Case: a-weak-pointer-that-is-locked
task<> weak(std::weak_ptr<int> pointer) {
  auto strong = pointer.lock();
  co_await bar();
}
// Case: held-by-the-callee
task<> locks_inside();
task<> callee() { co_await locks_inside(); }
// Case: a-plain-function
void plain() {
  std::lock_guard lock(m);
  task<> later = bar();
}
// Case: given-to-the-awaited-coroutine
task<> with(std::unique_lock<std::mutex> lock);
task<> given() {
  std::unique_lock lock(m);
  co_await with(std::move(lock));
}
task<> given_at_once() { co_await with(std::unique_lock(m)); }
// Case: a-loop-that-locks-after-its-await
task<> loop() {
  for (;;) {
    co_await bar();
    std::lock_guard lock(m);
    if (++counter > 7)
      co_return;
  }
}
// Case: a-lock-that-the-callee-takes-is-not-held-then
class Files {
public:
  task<> flush() {
    auto lock = co_await mutex.scoped_lock_async();
    co_await bar();
  }
  task<> work(bool locked) {
    if (!locked)
      co_await flush();
    co_await bar();
  }
  task<> unlocked_before() {
    auto lock = co_await mutex.scoped_lock_async();
    lock.unlock();
    co_await flush();
  }
  // Case: a-callee-that-is-told-about-the-lock
  task<> told() {
    auto lock = co_await mutex.scoped_lock_async();
    co_await work(true);
  }
  // Case: the-same-lock-of-another-object
  task<> of_another(Files &other) {
    auto lock = co_await mutex.scoped_lock_async();
    co_await other.flush();
  }

private:
  async_mutex mutex;
};
// Case: two-orders-below-a-common-lock
class Ordered {
public:
  task<> one() {
    auto all = co_await outer.scoped_lock_async();
    auto first = co_await a.scoped_lock_async();
    auto second = co_await b.scoped_lock_async();
  }
  task<> two() {
    auto all = co_await outer.scoped_lock_async();
    auto first = co_await b.scoped_lock_async();
    auto second = co_await a.scoped_lock_async();
  }

private:
  async_mutex outer, a, b;
};
