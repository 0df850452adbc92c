// RUN: %check_cotidy %s async-misused-task %t -- -isystem %mock
// Intent: cppcoro's tasks are tested by is_ready(); a constant one can be
// awaited.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/shared_task.hpp>
#include <cppcoro/task.hpp>
#include <utility>

cppcoro::task<> cook();
cppcoro::task<int> count();
cppcoro::shared_task<int> shared();
template <class... Args> void log(const char *format, const Args &...);
extern bool busy;

cppcoro::task<> found(cppcoro::async_mutex &mutex) {
  auto lock = mutex.scoped_lock_async();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'lock' holds an awaitable that is never awaited, so the 'async_mutex_lock' is never held [async-misused-task]
  auto second_lock = mutex.lock_async();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'second_lock' holds an awaitable that is never awaited
  auto guard = cook();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'guard' holds a task that is never awaited, so nothing is held
  co_return;
}

cppcoro::task<> fine(cppcoro::async_mutex &mutex) {
  auto lock = co_await mutex.scoped_lock_async();
  busy = cook().is_ready();
  auto number = shared();
  log("{}", number);
  log("{}", count());
  busy = co_await number == 1;
}
