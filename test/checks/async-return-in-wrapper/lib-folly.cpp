// RUN: %check_cotidy %s async-return-in-wrapper %t -- -isystem %mock
// Intent: tasks of folly that leave a handler, a lock or an object behind.
#include <folly/coro/Task.h>

#include <mutex>
#include <utility>

folly::coro::Task<int> fetch(int id);
void report(const char *text);
std::mutex mutex;

struct client {
  folly::coro::Task<int> get(int id) {
    co_await fetch(id);
    co_return ++count;
  }
  int count = 0;
};

folly::coro::Task<int> tries(int id) {
  try {
    return fetch(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'fetch': its task is returned out of the try block before it is done [async-return-in-wrapper]
  } catch (...) {
    report("failed");
  }
  return fetch(0);
}
folly::coro::Task<int> locks(int id) {
  std::lock_guard lock(mutex);
  return fetch(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'lock' is gone before the task of 'fetch' runs, and has covered nothing
}
folly::coro::Task<int> object(int id) {
  client local;
  return local.get(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'local' is gone when this function returns, while the task of 'client::g
}

folly::coro::Task<int> tries_and_awaits(int id) {
  try {
    co_return co_await fetch(id);
  } catch (...) {
    report("failed");
  }
  co_return 0;
}
folly::coro::Task<int> locks_before(int id) {
  {
    std::lock_guard lock(mutex);
    ++id;
  }
  return fetch(id);
}
folly::coro::Task<int> object_of_caller(client &theirs, int id) {
  return theirs.get(id);
}

// The library has a name of its own for what is being handled.
namespace folly {
std::exception_ptr current_exception() noexcept;
}
namespace errors {
int current_exception() noexcept; // a number of errno's kind
}
folly::coro::Task<int> failed(std::exception_ptr why);
folly::coro::Task<int> failed_with(int why);
folly::coro::Task<int> makes_a_failed_task(int id) {
  try {
    return fetch(id);
  } catch (...) {
    return failed(folly::current_exception());
  }
}
folly::coro::Task<int> makes_another_task(int id) {
  try {
    return fetch(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'fetch': its task is returned out of the try block before it is done
  } catch (...) {
    return failed_with(errors::current_exception());
  }
}
