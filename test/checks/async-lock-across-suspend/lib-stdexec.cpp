// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <exec/task.hpp>
#include <mutex>
#include <optional>

exec::task<int> number();

exec::task<int> held(std::mutex &mutex) {
  std::lock_guard lock(mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'lock' keeps 'mutex' locked while the coroutine is suspended [async-lock-across-suspend]
  co_return co_await number();
}

exec::task<int> fine(std::mutex &mutex, int &count) {
  {
    std::lock_guard lock(mutex);
    ++count;
  }
  co_return co_await number();
}
