// RUN: %check_cotidy %s async-transitive-blocking-call %t -- -isystem %mock
// Intent: tasks of folly that block in a function they call.
#include <folly/coro/Sleep.h>
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>

#include <chrono>
#include <thread>

void settle() { std::this_thread::sleep_for(std::chrono::seconds(1)); }
void configure() { settle(); }

folly::coro::Task<void> start() {
  configure();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'configure' blocks the thread that runs coroutine 'start', because it reaches 'sleep_for' [async-transitive-blocking-call]
  co_await folly::coro::sleep(std::chrono::seconds(1));
}
folly::coro::Task<void> start_elsewhere(folly::CPUThreadPoolExecutor &pool) {
  pool.add([] { configure(); });
  co_await folly::coro::sleep(std::chrono::seconds(1));
}
void start_in_thread() { configure(); }

// The back-off of folly's spin locks sleeps for half a millisecond at most.
namespace folly::detail {
class Sleeper {
public:
  void wait() noexcept { std::this_thread::sleep_for(Delta); }

private:
  std::chrono::microseconds Delta{500};
};
} // namespace folly::detail

struct Flag {
  void lock() {
    folly::detail::Sleeper sleeper;
    while (held())
      sleeper.wait();
  }
  bool held();
};
folly::coro::Task<void> locks(Flag &flag) {
  flag.lock();
  co_return;
}
