// RUN: %check_cotidy --config '{CheckOptions: {async-thread-local-across-suspend.ThreadPerCore: true}}' %s async-thread-local-across-suspend %t
// Intent: where coroutines stay on their thread, keeping what is the thread's
// is right.
#include "Inputs/task.h"

task<> reference() {
  Stats &mine = stats;
  co_await bar();
  ++mine.sent;
}
task<> restored() {
  int before = depth;
  co_await bar();
  depth = before;
}
