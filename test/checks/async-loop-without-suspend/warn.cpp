// RUN: %check_cotidy --mock %s async-loop-without-suspend %t
// Intent: what is reported, where, and with which notes.
#include "handwritten/task.hpp"

#include <optional>

std::optional<int> try_pop();
task<> handle(int);
void poll();

task<> skips() {
  for (;;) {
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: this endless loop of 'skips' can go round without a suspension [async-loop-without-suspend]
  // CHECK-NOTES: :[[@LINE+4]]:5: note: a way round does not come here
    std::optional<int> item = try_pop();
    if (!item)
      continue;
    co_await handle(*item);
  }
}

task<> never() {
  while (true)
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: this endless loop of 'never' never suspends [async-loop-without-suspend]
    poll();
  co_return;
}

task<> ready() {
  do {
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: this endless loop of 'ready' can go round without a suspension
  // CHECK-NOTES: :[[@LINE+1]]:13: note: this await never suspends
    int n = co_await ready_value<int>{1};
    poll();
  } while (true);
}

task<> leaves(bool &stopped) {
  while (true) {
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: this endless loop of 'leaves' can go round without a suspension
  // CHECK-NOTES: :[[@LINE+4]]:7: note: a way round does not come here
    if (stopped)
      co_return;
    if (try_pop())
      co_await handle(1);
  }
}
