// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <exec/static_thread_pool.hpp>
#include <exec/task.hpp>
#include <optional>
#include <stdexec/execution.hpp>
#include <unistd.h>

exec::task<void> blocks() {
  sleep(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep' blocks the thread that runs coroutine 'blocks' [async-blocking-call]
  co_return;
}

exec::task<void> fine(exec::static_thread_pool &pool) {
  co_await stdexec::schedule(pool.get_scheduler());
  sleep(1);
}
