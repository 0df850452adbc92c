// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <folly/SharedMutex.h>
#include <folly/Synchronized.h>
#include <folly/coro/Mutex.h>
#include <folly/coro/SharedMutex.h>
#include <folly/coro/Task.h>
#include <map>
#include <mutex>
#include <vector>

folly::coro::Task<> flush();
folly::coro::Task<int> read(int key);

struct Cache {
  std::mutex mutex;
  folly::Synchronized<std::map<int, int>> entries;
  folly::Synchronized<std::vector<int>, std::mutex> queue;
  folly::SharedMutex shared;
  folly::coro::Mutex async;
  folly::coro::SharedMutex async_shared;

  folly::coro::Task<> guard() {
    std::lock_guard<std::mutex> lock(mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'lock' keeps 'mutex' locked while the coroutine is suspended [async-lock-across-suspend]
    co_await flush();
  }

  folly::coro::Task<int> fill(int key) {
    auto locked = entries.wlock();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'locked' keeps 'entries' locked while the coroutine is suspended
    (*locked)[key] = co_await read(key);
    co_return locked->size();
  }

  folly::coro::Task<int> look(int key) {
    auto locked = entries.rlock();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'locked' keeps 'entries' locked while the coroutine is suspended
    if (locked->count(key) == 0)
      co_return co_await read(key);
    co_return locked->at(key);
  }

  folly::coro::Task<> drain() {
    auto locked = queue.lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'locked' keeps 'queue' locked while the coroutine is suspended
    for (int key : *locked)
      co_await read(key);
  }

  folly::coro::Task<> by_hand() {
    shared.lock_shared();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'shared' stays locked while the coroutine is suspended
    co_await flush();
    shared.unlock_shared();
  }

  // The mutexes of coroutines, and what is released before.
  folly::coro::Task<> fine(int key) {
    {
      auto lock = co_await async.co_scoped_lock();
      co_await flush();
    }
    {
      auto reader = co_await async_shared.co_scoped_lock_shared();
      co_await flush();
    }
    co_await async.co_lock();
    co_await flush();
    async.unlock();
    bool known = entries.rlock()->count(key) != 0;
    if (!known)
      co_await flush();
    {
      auto locked = entries.wlock();
      locked->clear();
    }
    co_await flush();
    auto locked = entries.wlock();
    locked->clear();
    locked.unlock();
    co_await flush();
    entries.withWLock([](auto &all) { all.clear(); });
    co_await flush();
  }
};
