// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <optional>
#include <unifex/sync_wait.hpp>
#include <unifex/task.hpp>

unifex::task<int> number();

unifex::task<int> waits() {
  co_return unifex::sync_wait(number()).value();
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'sync_wait' keeps the thread that runs coroutine 'waits' until the sender has completed [async-sync-wait-in-coroutine]
}

int plain() { return unifex::sync_wait(number()).value(); }
