// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <coro/mutex.hpp>
#include <coro/task.hpp>
#include <mutex>

coro::task<> flush();

coro::task<> held(std::mutex &mutex) {
  std::lock_guard<std::mutex> lock(mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'lock' keeps 'mutex' locked while the coroutine is suspended [async-lock-across-suspend]
  co_await flush();
}
coro::task<> ofCoroutines(coro::mutex &mutex) {
  auto lock = co_await mutex.scoped_lock();
  co_await flush();
}
