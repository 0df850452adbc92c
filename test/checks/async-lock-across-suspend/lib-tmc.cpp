// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <future>
#include <mutex>
#include <tmc/all_headers.hpp>

tmc::task<int> number();

tmc::task<int> held(std::mutex &mutex) {
  std::lock_guard lock(mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'lock' keeps 'mutex' locked while the coroutine is suspended [async-lock-across-suspend]
  co_return co_await number();
}

tmc::task<int> fine(tmc::mutex &mutex) {
  auto lock = co_await mutex.lock_scope();
  co_return co_await number();
}
