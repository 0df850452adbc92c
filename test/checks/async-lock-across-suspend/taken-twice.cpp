// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
// Intent: whoever holds an exclusive lock and waits for what takes it again
// waits for ever; through visible functions of any depth, with the places.
#include <coro/mutex.hpp>
#include <coro/task.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

#include <mutex>
#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/rwlock.hh>
#include <seastar/core/semaphore.hh>

namespace on_seastar {
seastar::future<> sync();

class Index {
public:
  seastar::future<> flush();
  seastar::future<> compact();
  seastar::future<> compactAll() { co_await compact(); }
  seastar::future<> nested();
  seastar::future<> merge();

private:
  seastar::future<> rewrite();

  bool dirty_ = false;
  seastar::semaphore lock_{1};
  seastar::rwlock files_;
  seastar::gate gate_;
};

seastar::future<> Index::flush() {
  auto holder = gate_.hold();
  if (!dirty_)
    co_return;
  auto units = co_await seastar::get_units(lock_, 1);
  co_await sync();
}
seastar::future<> Index::compact() {
  auto units = co_await seastar::get_units(lock_, 1);
  co_await flush();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'Index::flush' waits for 'lock_', which is held here; it will never get it [async-lock-across-suspend]
  // CHECK-NOTES: :[[@LINE-3]]:16: note: 'lock_' is taken here
  // CHECK-NOTES: :[[@LINE-8]]:16: note: it is taken again here
  co_await sync();
}
// The lock is held for as long as the future of the callable is not ready.
seastar::future<> Index::nested() {
  return seastar::with_semaphore(lock_, 1, [this] {
    return sync().then([this] { return rewrite(); });
    // CHECK-NOTES: :[[@LINE-1]]:40: warning: 'Index::rewrite' waits for 'lock_', which is held here; it will never get it [async-lock-across-suspend]
    // CHECK-NOTES: :[[@LINE-3]]:10: note: 'lock_' is taken here
    // CHECK-NOTES: :[[@LINE+4]]:10: note: it is taken again here
  });
}
seastar::future<> Index::rewrite() {
  return seastar::with_semaphore(lock_, 1, [] { return sync(); });
}
seastar::future<> Index::merge() {
  auto writing = co_await files_.hold_write_lock();
  auto again = co_await files_.hold_write_lock();
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'files_' is waited for here, although it is held already; it will never be free [async-lock-across-suspend]
  // CHECK-NOTES: :[[@LINE-3]]:18: note: 'files_' is taken here
}

// The project's own mutex.
class Mutex {
public:
  explicit Mutex(const char *) : units_(1) {}
  seastar::future<seastar::semaphore_units<>> lock() noexcept {
    return seastar::get_units(units_, 1);
  }
  template <class Callable> auto with(Callable &&callable) noexcept {
    return seastar::with_semaphore(units_, 1, std::forward<Callable>(callable));
  }

private:
  seastar::semaphore units_;
};
class Wrapped {
public:
  seastar::future<> one() {
    auto units = co_await lock_.lock();
    co_await sync();
  }
  seastar::future<> two() {
    auto units = co_await lock_.lock();
    co_await one();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'Wrapped::one' waits for 'lock_.units_', which is held here; it will never get it [async-lock-across-suspend]
    // CHECK-NOTES: :[[@LINE-3]]:18: note: 'lock_.units_' is taken here
    // CHECK-NOTES: :[[@LINE-8]]:18: note: it is taken again here
  }
  seastar::future<> three() {
    return lock_.with([this] { return one(); });
    // CHECK-NOTES: :[[@LINE-1]]:39: warning: 'Wrapped::one' waits for 'lock_.units_', which is held here; it will never get it [async-lock-across-suspend]
    // CHECK-NOTES: :[[@LINE-2]]:18: note: 'lock_.units_' is taken here
    // CHECK-NOTES: :[[@LINE-14]]:18: note: it is taken again here
  }
  seastar::future<> other() {
    auto units = co_await other_.lock();
    co_await one();
  }

private:
  Mutex lock_{"first"}, other_{"second"};
};
} // namespace on_seastar

namespace on_cppcoro {
class Store {
public:
  cppcoro::task<> put(int value);
  cppcoro::task<> putAll() {
    auto lock = co_await mutex_.scoped_lock_async();
    for (int i = 0; i < 3; ++i)
      co_await twice(i);
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'Store::twice' waits for 'mutex_', which is held here; it will never get it [async-lock-across-suspend]
    // CHECK-NOTES: :[[@LINE-4]]:17: note: 'mutex_' is taken here
    // CHECK-NOTES: :[[@LINE+11]]:15: note: it is taken again here
  }

private:
  cppcoro::task<> twice(int value) {
    co_await put(value);
    co_await put(value);
  }
  cppcoro::async_mutex mutex_;
};
cppcoro::task<> Store::put(int) {
  auto lock = co_await mutex_.scoped_lock_async();
}
} // namespace on_cppcoro

namespace on_libcoro {
coro::task<void> inner(coro::mutex &mutex) {
  co_await mutex.lock();
  mutex.unlock();
}
coro::task<void> outer(coro::mutex &mutex) {
  auto lock = co_await mutex.scoped_lock();
  co_await inner(mutex);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'inner' waits for 'mutex', which is held here; it will never get it [async-lock-across-suspend]
  // CHECK-NOTES: :[[@LINE-3]]:15: note: 'mutex' is taken here
  // CHECK-NOTES: :[[@LINE-8]]:3: note: it is taken again here
}
} // namespace on_libcoro

// A thread that locks a mutex of the standard library twice is as lost.
class Counter {
public:
  int get() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return value_;
  }
  void add() {
    std::lock_guard<std::mutex> lock(mutex_);
    value_ = get() + 1;
    // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'Counter::get' waits for 'mutex_', which is held here; it will never get it [async-lock-across-suspend]
    // CHECK-NOTES: :[[@LINE-3]]:33: note: 'mutex_' is taken here
    // CHECK-NOTES: :[[@LINE-8]]:33: note: it is taken again here
  }

private:
  mutable std::mutex mutex_;
  int value_ = 0;
};
