// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock -I %S/../../../runtime/include
// Intent: awaiting what its author says never suspends is no suspension.
#include <cotidy/annotations.hpp>
#include <cppcoro/task.hpp>

#include <mutex>

COTIDY_MAY_NOT_SUSPEND cppcoro::task<int> cached();
[[clang::annotate("async::must_not_suspend")]] cppcoro::task<int> older_name();
cppcoro::task<int> fetched();
std::mutex lock;

cppcoro::task<int> quick() {
  std::lock_guard<std::mutex> guard(lock);
  co_return co_await cached() + co_await older_name();
}
cppcoro::task<int> slow() {
  std::lock_guard<std::mutex> guard(lock);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'guard' keeps 'lock' locked while the coroutine is suspended
  co_return co_await fetched();
}
