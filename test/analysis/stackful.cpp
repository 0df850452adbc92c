// RUN: split-file %s %t
// RUN: %cotidy check --model=%t/fibers.json --dump=suspensions %t/fibers.cpp -- -std=c++20 | FileCheck %t/fibers.cpp
// RUN: not %cotidy check --model=%t/fibers.json --checks='-*,async-lost-update,async-lock-across-suspend,async-sync-wait-in-coroutine' %t/fibers.cpp -- -std=c++20 | FileCheck %t/fibers.cpp --check-prefix=FOUND
// A stackful coroutine is a plain function; the model says what suspends it.
//--- fibers.json
{
  "version": 1,
  "library": "fibers",
  "namespaces": ["fibers"],
  "types": [{"name": "task", "is": "task", "start": "eager", "dropped": "detaches"}],
  "functions": [
    {"names": ["task::get", "yield"], "is": "suspends"},
    {"name": "task::get", "is": "sync-wait", "why": "the task is done"}
  ]
}
//--- fibers.cpp
#include <mutex>

namespace fibers {
struct task {
  int get();
};
void yield();
task start();
} // namespace fibers

// CHECK: fetch(): eager stackful coroutine
// CHECK-NEXT: explicit call, may suspend
int fetch() { return fibers::start().get(); }

// What it calls suspends it.
// CHECK: caller(): eager stackful coroutine
// CHECK-NEXT: explicit call, may suspend
// CHECK-NEXT: explicit call, may suspend
int caller() {
  fibers::yield();
  return fetch();
}

// A continuation is given a task that is done.
// CHECK-NOT: continuation
int continuation(fibers::task done) { return done.get(); }

// CHECK-NOT: plain
int plain() { return 1; }

class Counter {
public:
  void add() {
    int before = count_;
    int more = fibers::start().get();
    // FOUND: fibers.cpp:[[@LINE+1]]:5: warning: this write to 'count_' is based on a value read before a suspension
    count_ = before + more;
  }
  void reset() { count_ = 0; }
  void locked() {
    // FOUND: fibers.cpp:[[@LINE+1]]:33: error: {{.*}}'lock'
    std::lock_guard<std::mutex> lock(mutex_);
    fetch();
  }

private:
  int count_ = 0;
  std::mutex mutex_;
};
// FOUND-NOT: async-sync-wait-in-coroutine
