// RUN: %check_cotidy --mock %s async-transitive-blocking-call %t
// Intent: a wait for a task below a coroutine, and a pool that may wait.
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>

#include <thread>

cppcoro::task<int> load();

int loadNow() { return cppcoro::sync_wait(load()); }

cppcoro::task<int> twice() {
  co_return 2 * loadNow();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'loadNow' blocks the thread that runs coroutine 'twice', because it calls 'sync_wait' [async-transitive-blocking-call]
}

// Case: pool-thread
cppcoro::task<int> onPool(cppcoro::static_thread_pool &pool) {
  co_await pool.schedule();
  co_return loadNow();
}

int main() { return loadNow(); }
