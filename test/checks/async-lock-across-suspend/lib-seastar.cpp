// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
// Intent: a thread's lock stays locked; units, holders and Seastar's own locks
// belong to whoever waits.
#include <mutex>
#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/rwlock.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/shared_mutex.hh>
#include <seastar/core/thread.hh>
#include <seastar/coroutine/maybe_yield.hh>
#include <shared_mutex>

seastar::future<> flush();

struct Table {
  std::mutex mutex;
  seastar::semaphore sem{1};
  seastar::gate gate;
  seastar::rwlock rwlock;
  seastar::shared_mutex shared;

  seastar::future<> inCoroutine() {
    std::lock_guard<std::mutex> lock(mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'lock' keeps 'mutex' locked while the coroutine is suspended [async-lock-across-suspend]
    co_await flush();
  }
  seastar::future<> yields() {
    std::lock_guard<std::mutex> lock(mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'lock' keeps 'mutex' locked
    co_await seastar::coroutine::maybe_yield();
  }
  seastar::future<> inThread() {
    return seastar::async([this] {
      std::lock_guard<std::mutex> lock(mutex);
      // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'lock' keeps 'mutex' locked
      flush().get();
    });
  }

  seastar::future<> ofSeastar() {
    auto units = co_await seastar::get_units(sem, 1);
    auto holder = gate.hold();
    auto reading = co_await rwlock.hold_read_lock();
    auto unique = co_await seastar::get_unique_lock(shared);
    co_await flush();
  }
  seastar::future<> byHand() {
    co_await shared.lock_shared();
    co_await flush();
    shared.unlock_shared();
  }
};
