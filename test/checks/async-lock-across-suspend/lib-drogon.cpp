// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <drogon/utils/coroutine.h>
#include <functional>
#include <mutex>

drogon::Task<> save();

class Store {
public:
  drogon::Task<> held() {
    std::lock_guard<std::mutex> lock(thread_mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'lock' keeps 'thread_mutex' locked while the coroutine is suspended [async-lock-across-suspend]
    co_await save();
  }
  drogon::Task<> fine() {
    auto lock = co_await mutex.scoped_lock();
    co_await save();
  }

private:
  std::mutex thread_mutex;
  drogon::Mutex mutex;
};
