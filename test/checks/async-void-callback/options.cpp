// RUN: %check_cotidy %s async-void-callback %t
// RUN: %check_cotidy %s async-void-callback %t -check-suffix=SIGNATURES --config='{CheckOptions: {async-void-callback.Signatures: "false"}}'
// RUN: %check_cotidy %s async-void-callback %t -check-suffix=FUNCTIONS --config='{CheckOptions: {async-void-callback.Functions: "false"}}'
// RUN: %check_cotidy %s async-void-callback %t -check-suffix=TEMPLATES --config='{CheckOptions: {async-void-callback.Templates: "false"}}'
// RUN: %check_cotidy %s async-void-callback %t -check-suffix=SINKS --config='{CheckOptions: {async-void-callback.AllowedSinks: "std::function;std::thread::thread;twice"}}'
// RUN: %check_cotidy %s async-void-callback %t --config='{CheckOptions: {async-void-callback.AllowedTypes: "lazy"}}' -check-suffix=TYPES
#include <coroutine>
#include <functional>
#include <thread>

struct lazy {
  struct promise_type {
    lazy get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
struct other : lazy {
  using lazy::lazy;
};
lazy save();
other load();
template <class F> void twice(F f) { f(), f(); }
template <class F> void once(F f) { f(); }

void all() {
  std::function<void()> f = save;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'function<void ()>' drops
  // CHECK-MESSAGES-FUNCTIONS: :[[@LINE-2]]:29: warning: 'function<void ()>' drops
  // CHECK-MESSAGES-TEMPLATES: :[[@LINE-3]]:29: warning: 'function<void ()>' drops
  std::thread t(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'thread' drops
  // CHECK-MESSAGES-SIGNATURES: :[[@LINE-2]]:17: warning: 'thread' drops
  // CHECK-MESSAGES-TEMPLATES: :[[@LINE-3]]:17: warning: 'thread' drops
  twice(save);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'twice' drops
  // CHECK-MESSAGES-SIGNATURES: :[[@LINE-2]]:9: warning: 'twice' drops
  // CHECK-MESSAGES-FUNCTIONS: :[[@LINE-3]]:9: warning: 'twice' drops
  once(load);
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'once' drops
  // CHECK-MESSAGES-SIGNATURES: :[[@LINE-2]]:8: warning: 'once' drops
  // CHECK-MESSAGES-FUNCTIONS: :[[@LINE-3]]:8: warning: 'once' drops
  // CHECK-MESSAGES-SINKS: :[[@LINE-4]]:8: warning: 'once' drops
  // CHECK-MESSAGES-TYPES: :[[@LINE-5]]:8: warning: 'once' drops
}
