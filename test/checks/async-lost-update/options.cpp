// RUN: %check_cotidy %s async-lost-update %t
// RUN: %check_cotidy -check-suffix=ALLOW --config '{CheckOptions: {async-lost-update.AllowMembers: "app::Hits::seen; app::total"}}' %s async-lost-update %t
// RUN: %check_cotidy -check-suffix=SERIAL --config '{CheckOptions: {async-lost-update.SerializedBy: "app::turn; alone"}}' %s async-lost-update %t
// Intent: each option silences what it names and nothing else.
#include "Inputs/task.h"

namespace app {

int total = 0;
struct turn {
  turn();
};

struct Hits {
  int seen = 0;
  task<> see() {
    int a = seen;
    co_await tick();
    seen = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'seen'
    // CHECK-MESSAGES-SERIAL: :[[@LINE-2]]:5: warning: this write to 'seen'
  }
};
task<> add() {
  int a = total;
  co_await tick();
  total = a + 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'total'
  // CHECK-MESSAGES-SERIAL: :[[@LINE-2]]:3: warning: this write to 'total'
}

int other = 0;
task<> in_turn() {
  turn mine;
  int a = other;
  co_await tick();
  other = a + 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this write to 'other'
  // CHECK-MESSAGES-ALLOW: :[[@LINE-2]]:3: warning: this write to 'other'
}
inline task<> by_itself() {
  co_await alone([]() -> task<> {
    int a = other;
    co_await tick();
    other = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'other'
    // CHECK-MESSAGES-ALLOW: :[[@LINE-2]]:5: warning: this write to 'other'
  });
}

} // namespace app
