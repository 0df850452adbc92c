// RUN: %check_cotidy %s async-unsequenced-await %t
// RUN: %check_cotidy -check-suffix=ALLOW --config '{CheckOptions: {async-unsequenced-await.AllowMembers: "app::Hits::seen; app::total"}}' %s async-unsequenced-await %t
// Intent: the option silences what it names and nothing else.
#include "Inputs/task.h"

namespace app {

int total = 0;
int other = 0;
struct Hits {
  int seen = 0;
  task<> see() {
    seen = seen + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'seen' is read
  }
  void reset() { seen = 0; }
};
task<> add() {
  total = total + co_await fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'total' is read
}
task<> add_other() {
  other = other + co_await fetch();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'other' is read
  // CHECK-MESSAGES-ALLOW: :[[@LINE-2]]:11: warning: 'other' is read
}
void reset() { total = other = 0; }

} // namespace app
