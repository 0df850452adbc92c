// RUN: %check_cotidy %s async-return-in-wrapper %t -- -isystem %mock
// Intent: tasks of drogon that leave a handler, a lock or an object behind.
#include <drogon/utils/coroutine.h>

#include <mutex>
#include <utility>

drogon::Task<int> fetch(int id);
void report(const char *text);
std::mutex mutex;

struct client {
  drogon::Task<int> get(int id) {
    co_await fetch(id);
    co_return ++count;
  }
  int count = 0;
};

drogon::Task<int> tries(int id) {
  try {
    return fetch(id);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'fetch': its task is returned out of the try block before it is done [async-return-in-wrapper]
  } catch (...) {
    report("failed");
  }
  return fetch(0);
}
drogon::Task<int> locks(int id) {
  std::lock_guard lock(mutex);
  return fetch(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'lock' is gone before the task of 'fetch' runs, and has covered nothing
}
drogon::Task<int> object(int id) {
  client local;
  return local.get(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'local' is gone when this function returns, while the task of 'client::g
}

drogon::Task<int> tries_and_awaits(int id) {
  try {
    co_return co_await fetch(id);
  } catch (...) {
    report("failed");
  }
  co_return 0;
}
drogon::Task<int> locks_before(int id) {
  {
    std::lock_guard lock(mutex);
    ++id;
  }
  return fetch(id);
}
drogon::Task<int> object_of_caller(client &theirs, int id) {
  return theirs.get(id);
}
