// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <optional>
#include <unifex/scheduler_concepts.hpp>
#include <unifex/static_thread_pool.hpp>
#include <unifex/task.hpp>
#include <unistd.h>

unifex::task<void> blocks() {
  sleep(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep' blocks the thread that runs coroutine 'blocks' [async-blocking-call]
  co_return;
}

unifex::task<void> fine(unifex::static_thread_pool &pool) {
  co_await unifex::schedule(pool.get_scheduler());
  sleep(1);
}
