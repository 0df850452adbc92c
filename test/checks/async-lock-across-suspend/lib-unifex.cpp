// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <mutex>
#include <optional>
#include <unifex/async_mutex.hpp>
#include <unifex/task.hpp>

unifex::task<int> number();

unifex::task<int> held(std::mutex &mutex) {
  std::lock_guard lock(mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'lock' keeps 'mutex' locked while the coroutine is suspended [async-lock-across-suspend]
  co_return co_await number();
}

unifex::task<int> fine(unifex::async_mutex &mutex) {
  co_await mutex.async_lock();
  int value = co_await number();
  mutex.unlock();
  co_return value;
}
