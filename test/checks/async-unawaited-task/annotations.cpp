// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock -I %S/../../../runtime/include
// Intent: a task that its author says runs by itself need not be awaited.
#include <cotidy/annotations.hpp>
#include <cppcoro/task.hpp>

COTIDY_DETACHED cppcoro::task<> flush();
cppcoro::task<> save();
[[clang::annotate("async::detached")]] cppcoro::task<> older_name();

void run() {
  flush();
  older_name();
  save();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'save' is not awaited
}
