// RUN: %check_cotidy --mock %s async-return-in-wrapper %t
// Intent: lazy tasks, asynchronous locks.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

#include <mutex>
#include <utility>

cppcoro::task<int> fetch(int id);
cppcoro::task<int> fetch_locked(int id, std::unique_lock<std::mutex> lock);
std::mutex mutex;

cppcoro::task<int> unlocked(int id) {
  std::scoped_lock lock(mutex);
  return fetch(id);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'lock' is gone before the task of 'fetch' runs, and has covered nothing [async-return-in-wrapper]
  // CHECK-NOTES: :[[@LINE-3]]:20: note: 'lock' is declared here
}
cppcoro::task<int> handed_on(int id) {
  std::unique_lock lock(mutex);
  return fetch_locked(id, std::move(lock));
}
cppcoro::task<int> awaits(int id) {
  std::scoped_lock lock(mutex);
  int copy = id;
  co_return copy;
}
cppcoro::task<int> tried(int id) {
  try {
    auto task = fetch(id);
    return task;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'fetch': its task is returned out of the try block before it is done [async-return-in-wrapper]
    // CHECK-NOTES: :[[@LINE+1]]:5: note: the handler is left behind here
  } catch (...) {
  }
  return fetch(0);
}
