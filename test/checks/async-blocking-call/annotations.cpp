// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock -I %S/../../../runtime/include
// Intent: a function whose author says that it keeps the thread, in each of the
// ways to say so.
#include <cotidy/annotations.hpp>
#include <cppcoro/task.hpp>

COTIDY_BLOCKING void query();
void effect() [[clang::blocking]];
[[clang::annotate("async::blocking")]] void older_name();
void unknown();

cppcoro::task<> run() {
  query();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'query'
  effect();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'effect'
  older_name();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'older_name'
  unknown();
  co_return;
}
