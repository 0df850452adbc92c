// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -I %S/../../../runtime/include
// Intent: what the author says about threads counts.
#include <cotidy/annotations.hpp>

#include <thread>

COTIDY_SINGLE_THREADED int frames;
int clicks;
class COTIDY_THREAD_CONFINED Panel {
public:
  void click() { ++count; }
  int count = 0;
};
struct Counter {
  COTIDY_STRAND void add() { ++n; }
  COTIDY_STRAND void take() { --n; }
  void reset() {
    n = 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'counter.n' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
  }
  int n = 0;
};
COTIDY_SINGLE_THREADED void render() { ++clicks; }

void confined() {
  Panel panel;
  std::jthread other([&panel] { panel.click(); ++frames; });
  panel.click();
  ++frames;
  render();
}
void single() {
  std::jthread other(render);
  ++clicks;
}
void strand() {
  Counter counter;
  std::jthread one([&counter] { counter.add(); });
  counter.take();
}
void no_strand() {
  Counter counter;
  std::jthread one([&counter] { counter.add(); });
  counter.reset();
}
