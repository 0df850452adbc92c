// RUN: %check_cotidy %s async-dangling-argument %t -- -isystem %mock
// Intent: arguments of tasks that async_simple starts on its own.
#include <async_simple/coro/Lazy.h>

#include <atomic>
#include <future>
#include <string>
#include <string_view>
#include <utility>

using async_simple::coro::Lazy;
Lazy<bool> put(std::string key);
Lazy<void> invalidate(std::string_view key) {
  while (!co_await put(std::string(key))) {
  }
}
Lazy<void> invalidate_own(std::string key) {
  while (!co_await put(key)) {
  }
}

void changed(async_simple::Executor *executor, int tenant) {
  std::string key = std::to_string(tenant);
  invalidate(key).via(executor).start([](async_simple::Try<void> &&) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'key' is gone before the task that refers to it is done [async-dangling-argument]
}
void changed_here(int tenant) {
  std::string key = std::to_string(tenant);
  invalidate(key).start([](auto &&) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'key' is gone
}
void changed_own(async_simple::Executor *executor, int tenant) {
  std::string key = std::to_string(tenant);
  invalidate_own(std::move(key)).via(executor).start([](auto &&) {});
}
Lazy<void> awaited(async_simple::Executor *executor, int tenant) {
  std::string key = std::to_string(tenant);
  co_await invalidate(key).via(executor);
}

// Somebody stays until it is done.
void changed_and_spun(int tenant) {
  std::string key = std::to_string(tenant);
  std::atomic<int> left = 1;
  invalidate(key).start([&](auto &&) { left.fetch_sub(1); });
  while (left.load())
    ;
}
void run(Lazy<void> &&task) {
  std::promise<void> done;
  std::move(task).start([&](auto &&) { done.set_value(); });
  done.get_future().wait();
}
void changed_and_waited(int tenant) {
  std::string key = std::to_string(tenant);
  run(invalidate(key));
}
