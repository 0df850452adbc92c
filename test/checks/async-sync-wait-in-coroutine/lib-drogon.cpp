// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <drogon/drogon.h>
#include <functional>
#include <memory>
#include <string>

using namespace drogon;

Task<int> count();

Task<int> waits() {
  int sum = sync_wait(count());
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'sync_wait' keeps the thread that runs coroutine 'waits' until the task is done [async-sync-wait-in-coroutine]
  co_return sum;
}

int plain() { return sync_wait(count()); }
