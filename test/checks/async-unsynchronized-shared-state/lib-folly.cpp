// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: two tasks of a pool of folly on one object.
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>

#include <atomic>
#include <mutex>

void adds(folly::CPUThreadPoolExecutor &pool) {
  static int count = 0;
  static std::atomic<int> safe = 0;
  static int locked = 0;
  static std::mutex mutex;
  for (int i = 0; i < 8; ++i)
    pool.add([] {
      ++count;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'count' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
      ++safe;
      std::lock_guard lock(mutex);
      ++locked;
    });
}
