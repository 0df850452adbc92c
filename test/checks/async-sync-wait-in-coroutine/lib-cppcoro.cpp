// RUN: %check_cotidy --mock %s async-sync-wait-in-coroutine %t
// Intent: sync_wait in a coroutine is reported and replaced.
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>

cppcoro::task<int> load();

cppcoro::task<int> twice() {
  int Value = cppcoro::sync_wait(load());
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'sync_wait' keeps the thread that runs coroutine 'twice' until the task is done [async-sync-wait-in-coroutine]
  // CHECK-FIXES: {{^}}  int Value = co_await load();{{$}}
  co_return 2 * Value;
}

int main() { return cppcoro::sync_wait(twice()); }
