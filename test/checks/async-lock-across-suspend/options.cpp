// RUN: %check_cotidy %s async-lock-across-suspend %t
// RUN: %check_cotidy -check-suffix=GUARDS --config '{CheckOptions: {async-lock-across-suspend.Guards: "app::Session; app::Lease"}}' %s async-lock-across-suspend %t
// RUN: %check_cotidy -check-suffix=HELD --config '{CheckOptions: {async-lock-across-suspend.AllowedGuards: "app::Locker; app::Turnstile"}}' %s async-lock-across-suspend %t
// RUN: %check_cotidy -check-suffix=AWAIT --config '{CheckOptions: {async-lock-across-suspend.AllowedAwaitables: "app::yield; int", async-lock-across-suspend.AllowedCallees: "app::checkpoint"}}' %s async-lock-across-suspend %t
// RUN: %check_cotidy -check-suffix=ONE --config '{CheckOptions: {async-lock-across-suspend.SingleThreaded: true}}' %s async-lock-across-suspend %t
// Intent: each option does what it says and nothing else.
#include "Inputs/task.h"

namespace app {

struct Session {
  Session();
  ~Session();
};
struct Turnstile {
  void lock();
  void unlock();
};
struct Locker {
  explicit Locker(Turnstile &t) : t(t) { t.lock(); }
  ~Locker() { t.unlock(); }
  Turnstile &t;
};
struct yield {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task<> checkpoint();

task<> session() {
  Session s;
  // CHECK-MESSAGES-GUARDS: :[[@LINE-1]]:11: warning: 's' holds a lock while the coroutine is suspended
  co_await bar();
}
task<> locker(Turnstile &t) {
  Locker lock(t);
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'lock' keeps 't' locked while the coroutine is suspended [async-lock-across-suspend]
  // CHECK-MESSAGES-GUARDS: :[[@LINE-2]]:10: warning: 'lock' keeps 't' locked
  // CHECK-MESSAGES-AWAIT: :[[@LINE-3]]:10: warning: 'lock' keeps 't' locked
  // CHECK-MESSAGES-ONE: :[[@LINE-4]]:10: warning: 'lock' keeps 't' locked while the coroutine is suspended; whoever wants it meanwhile blocks the only thread for good
  co_await bar();
}
task<> by_hand(Turnstile &t) {
  t.lock();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 't' stays locked
  // CHECK-MESSAGES-GUARDS: :[[@LINE-2]]:3: warning: 't' stays locked
  // CHECK-MESSAGES-AWAIT: :[[@LINE-3]]:3: warning: 't' stays locked
  // CHECK-MESSAGES-ONE: :[[@LINE-4]]:3: warning: 't' stays locked
  co_await bar();
  t.unlock();
}
task<> awaits() {
  std::lock_guard lock(m);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'lock' keeps 'm' locked
  // CHECK-MESSAGES-GUARDS: :[[@LINE-2]]:19: warning: 'lock' keeps 'm' locked
  // CHECK-MESSAGES-HELD: :[[@LINE-3]]:19: warning: 'lock' keeps 'm' locked
  // CHECK-MESSAGES-ONE: :[[@LINE-4]]:19: warning: 'lock' keeps 'm' locked
  co_await yield{};
  co_await checkpoint();
}
async_generator<int> yields() {
  co_await bar();
  std::lock_guard lock(m);
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'lock' keeps 'm' locked
  // CHECK-MESSAGES-GUARDS: :[[@LINE-2]]:19: warning: 'lock' keeps 'm' locked
  // CHECK-MESSAGES-HELD: :[[@LINE-3]]:19: warning: 'lock' keeps 'm' locked
  // CHECK-MESSAGES-ONE: :[[@LINE-4]]:19: warning: 'lock' keeps 'm' locked
  co_yield 1;
}

} // namespace app
