// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
// Intent: who holds a lock may wait for what takes another one, or takes it
// only from those who do not hold it.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

#include <chrono>
#include <mutex>
#include <optional>
#include <seastar/core/coroutine.hh>
#include <seastar/core/rwlock.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_mutex.hh>
#include <shared_mutex>
#include <utility>
#include <vector>

seastar::future<> sync();
using Units = seastar::semaphore_units<>;

class Index {
public:
  explicit Index(size_t readers) : readers_(readers) {}
  Index(Index *next, size_t writers) : readers_(3), next_(next) {}

  seastar::future<> flush() {
    auto units = co_await seastar::get_units(lock_, 1);
    co_await sync();
  }
  seastar::future<> read() {
    auto units = co_await seastar::get_units(readers_, 1);
    co_await sync();
  }
  seastar::future<> patiently() {
    using namespace std::chrono_literals;
    auto units = co_await seastar::get_units(lock_, 1, 10ms);
  }
  seastar::future<> work(bool locked) {
    std::optional<Units> units;
    if (!locked)
      units = co_await seastar::get_units(lock_, 1);
    co_await sync();
  }
  seastar::future<> once() {
    if (busy_)
      co_return;
    auto units = co_await seastar::get_units(lock_, 1);
  }
  seastar::future<> finish(Units units) { co_await sync(); }

  // Case: returned-before
  seastar::future<> returned() {
    auto units = co_await seastar::get_units(lock_, 1);
    units.return_all();
    co_await flush();
  }
  // Case: given-back-on-one-path
  seastar::future<> onePath(bool early) {
    auto units = co_await seastar::get_units(lock_, 1);
    if (early)
      units.return_all();
    else
      co_return;
    co_await flush();
  }
  // Case: handed-on
  seastar::future<> handedOn() {
    auto units = co_await seastar::get_units(lock_, 1);
    co_await finish(std::move(units));
    co_await flush();
  }
  // Case: scope-ends
  seastar::future<> scope() {
    {
      auto units = co_await seastar::get_units(lock_, 1);
    }
    co_await flush();
  }
  // Case: another-object
  seastar::future<> others() {
    auto units = co_await seastar::get_units(lock_, 1);
    co_await next_->flush();
  }
  // Case: several-units
  seastar::future<> several() {
    auto units = co_await seastar::get_units(readers_, 1);
    co_await read();
  }
  // Case: several-units-in-the-class
  seastar::future<> more() {
    auto units = co_await seastar::get_units(four_, 1);
    auto others = co_await seastar::get_units(four_, 1);
  }
  // Case: counted-by-hand
  seastar::future<> signalled() {
    auto units = co_await seastar::get_units(signal_, 1);
    signal_.signal(1);
    auto others = co_await seastar::get_units(signal_, 1);
  }
  // Case: time-out
  seastar::future<> timeOut() {
    auto units = co_await seastar::get_units(lock_, 1);
    co_await patiently();
  }
  // Case: try
  seastar::future<> tries() {
    auto units = co_await seastar::get_units(lock_, 1);
    auto others = seastar::try_get_units(lock_, 1);
    co_await sync();
  }
  // Case: told-that-it-is-held
  seastar::future<> told() {
    auto units = co_await seastar::get_units(lock_, 1);
    co_await work(true);
  }
  // Case: a-flag-says-so
  seastar::future<> flagged() {
    auto units = co_await seastar::get_units(lock_, 1);
    busy_ = true;
    co_await once();
    busy_ = false;
  }
  // Case: not-waited-for
  seastar::future<> started() {
    auto units = co_await seastar::get_units(lock_, 1);
    (void)flush();
    later_.push_back(flush());
    co_await sync();
  }
  // Case: readers-share
  seastar::future<> reading() {
    auto one = co_await files_.hold_read_lock();
    auto two = co_await files_.hold_read_lock();
    auto three = co_await seastar::get_shared_lock(shared_);
    auto four = co_await seastar::get_shared_lock(shared_);
  }
  // Case: returned-with-the-guard-gone
  seastar::future<> unguarded() {
    std::lock_guard<std::mutex> lock(mutex_);
    return flush();
  }

private:
  bool busy_ = false;
  seastar::semaphore lock_{1};
  seastar::semaphore readers_;
  seastar::semaphore four_{4};
  seastar::semaphore signal_{1};
  seastar::rwlock files_;
  seastar::shared_mutex shared_;
  std::mutex mutex_;
  std::vector<seastar::future<>> later_;
  Index *next_ = nullptr;
};

struct Base {
  virtual ~Base() = default;
  virtual cppcoro::task<> save() {
    auto lock = co_await mutex.scoped_lock_async();
  }
  // Case: virtual
  cppcoro::task<> saveAll() {
    auto lock = co_await mutex.scoped_lock_async();
    co_await save();
  }
  cppcoro::async_mutex mutex;
};

// Case: recursive-mutex
struct Recursive {
  int get() {
    std::lock_guard<std::recursive_mutex> lock(mutex);
    return value;
  }
  void add() {
    std::lock_guard<std::recursive_mutex> lock(mutex);
    value = get() + 1;
  }
  std::recursive_mutex mutex;
  int value = 0;
};
// Case: unlocked-around-the-call
struct Unlocked {
  int get() {
    std::lock_guard<std::mutex> lock(mutex);
    return value;
  }
  void add() {
    std::unique_lock<std::mutex> lock(mutex);
    lock.unlock();
    int next = get() + 1;
    lock.lock();
    value = next;
  }
  std::mutex mutex;
  int value = 0;
};
