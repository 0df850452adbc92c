// RUN: %check_cotidy %s async-thread-local-across-suspend %t
// RUN: %check_cotidy -check-suffix=ALLOW --config '{CheckOptions: {async-thread-local-across-suspend.AllowedVariables: "stats; errno"}}' %s async-thread-local-across-suspend %t
// Intent: ThreadPerCore silences the check, AllowedVariables what it names.
#include "Inputs/task.h"

task<> reference() {
  Stats &mine = stats;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'mine' refers to 'stats'
  co_await bar();
  ++mine.sent;
}
task<> other() {
  int before = depth;
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'before' is the value of 'depth'
  // CHECK-MESSAGES-ALLOW: :[[@LINE-2]]:7: warning: 'before' is the value of 'depth'
  co_await bar();
  depth = before;
}
