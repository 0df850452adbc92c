// RUN: %check_cotidy %s async-unsynchronized-shared-state %t
// RUN: %check_cotidy -check-suffix=ALLOW --config '{CheckOptions: {async-unsynchronized-shared-state.AllowMembers: "app::hits; app::Panel::clicks"}}' %s async-unsynchronized-shared-state %t
// RUN: %check_cotidy -check-suffix=CONFINED --config '{CheckOptions: {async-unsynchronized-shared-state.ThreadConfined: "app::Panel"}}' %s async-unsynchronized-shared-state %t
// Intent: each option silences what it names and nothing else.
#include <thread>

namespace app {
int hits;
int misses;
struct Panel {
  int clicks = 0;
};
void run() {
  Panel panel;
  std::jthread other([&] {
    ++hits;
    ++panel.clicks;
    ++misses;
  });
  ++hits;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'hits' is written here while another thread may write it, and no lock keeps them apart
  // CHECK-MESSAGES-CONFINED: :[[@LINE-2]]:3: warning: 'hits' is written here
  ++panel.clicks;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'panel.clicks' is written here
  ++misses;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'misses' is written here
  // CHECK-MESSAGES-ALLOW: :[[@LINE-2]]:3: warning: 'misses' is written here
  // CHECK-MESSAGES-CONFINED: :[[@LINE-3]]:3: warning: 'misses' is written here
}
} // namespace app
