// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <coro/mutex.hpp>
#include <coro/sync_wait.hpp>
#include <coro/task.hpp>
#include <coro/thread_pool.hpp>

coro::task<> flush();
coro::task<int> count();

coro::task<> dropped(coro::mutex &mutex, coro::thread_pool &pool) {
  flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'flush' is not awaited, so its body never runs [async-unawaited-task]
  mutex.scoped_lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'mutex::scoped_lock' is not awaited, so nothing waits for it
  pool.schedule();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'thread_pool::schedule' is not awaited
  co_return;
}
coro::task<> fine(coro::mutex &mutex, coro::thread_pool &pool) {
  co_await pool.schedule();
  auto lock = co_await mutex.scoped_lock();
  co_await flush();
  pool.spawn_detached(flush());
  (void)flush();
}
int main() { return coro::sync_wait(count()); }
