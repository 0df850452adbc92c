// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <chrono>
#include <mutex>
#include <userver/engine/mutex.hpp>
#include <userver/engine/sleep.hpp>

void held(std::mutex &mutex) {
  std::lock_guard<std::mutex> lock(mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 'lock' keeps 'mutex' locked while the coroutine is suspended [async-lock-across-suspend]
  userver::engine::SleepFor(std::chrono::seconds(1));
}
void ofCoroutines(userver::engine::Mutex &mutex) {
  std::lock_guard<userver::engine::Mutex> lock(mutex);
  userver::engine::SleepFor(std::chrono::seconds(1));
}
