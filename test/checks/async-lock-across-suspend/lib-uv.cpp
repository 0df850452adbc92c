// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <cppcoro/task.hpp>
#include <uv.h>

cppcoro::task<> work();

cppcoro::task<> held(uv_mutex_t &mutex) {
  uv_mutex_lock(&mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'mutex' stays locked while the coroutine is suspended [async-lock-across-suspend]
  co_await work();
  uv_mutex_unlock(&mutex);
}

cppcoro::task<> fine(uv_mutex_t &mutex) {
  uv_mutex_lock(&mutex);
  uv_mutex_unlock(&mutex);
  co_await work();
}
