// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <exec/task.hpp>
#include <optional>
#include <stdexec/execution.hpp>

exec::task<int> number();

exec::task<int> waits(stdexec::run_loop &loop) {
  auto [value] = stdexec::sync_wait(number()).value();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'sync_wait' keeps the thread that runs coroutine 'waits' until the sender has completed [async-sync-wait-in-coroutine]
  loop.run();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'run' keeps the thread that runs coroutine 'waits' until somebody calls finish
  co_return value;
}

int plain() {
  auto [value] = stdexec::sync_wait(number()).value();
  return value;
}
