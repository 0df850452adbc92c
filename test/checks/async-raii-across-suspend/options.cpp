// RUN: %check_cotidy %s async-raii-across-suspend %t
// RUN: %check_cotidy -check-suffix=MORE --config '{CheckOptions: {async-raii-across-suspend.Types: "app::Context = a context is current on one thread; app::Arena"}}' %s async-raii-across-suspend %t
// RUN: %check_cotidy -check-suffix=ALLOW --config '{CheckOptions: {async-raii-across-suspend.AllowedTypes: "pybind11::gil_scoped_acquire", async-raii-across-suspend.AllowedAwaitables: "app::stays"}}' %s async-raii-across-suspend %t
// Intent: each option does what it says and nothing else.
#include "Inputs/task.h"

namespace app {

struct Context {
  Context();
  ~Context();
};
struct Arena {
  Arena();
  ~Arena();
};
struct stays {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

task<> context() {
  Context current;
  // CHECK-MESSAGES-MORE: :[[@LINE-1]]:11: warning: 'current' is bound to the thread that made it, and is alive while the coroutine is suspended: a context is current on one thread
  co_await bar();
}
task<> arena() {
  Arena arena;
  // CHECK-MESSAGES-MORE: :[[@LINE-1]]:9: warning: 'arena' is bound to the thread that made it, and is alive while the coroutine is suspended [async-raii-across-suspend]
  co_await bar();
}
task<> python() {
  pybind11::gil_scoped_acquire gil;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'gil' is bound
  // CHECK-MESSAGES-MORE: :[[@LINE-2]]:32: warning: 'gil' is bound
  co_await bar();
}
task<> release() {
  pybind11::gil_scoped_release out;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'out' is bound
  // CHECK-MESSAGES-MORE: :[[@LINE-2]]:32: warning: 'out' is bound
  co_await stays{};
}

task<> reader() {
  folly::rcu_reader reading;
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'reading' is bound
  // CHECK-MESSAGES-MORE: :[[@LINE-2]]:21: warning: 'reading' is bound
  // CHECK-MESSAGES-ALLOW: :[[@LINE-3]]:21: warning: 'reading' is bound
  co_await bar();
}

} // namespace app
