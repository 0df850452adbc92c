// RUN: %check_cotidy --mock %s async-dangling-argument %t
// Intent: what is gone, where the task goes, and how it is known to refer to it.
#include <handwritten/task.hpp>

#include <string>
#include <utility>

task<> send(const std::string &text);
void use(const std::string &);

task<> returned(std::string text) {
  return send(text);
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'text' is gone before the task that refers to it is done [async-dangling-argument]
  // CHECK-NOTES: :[[@LINE-3]]:29: note: it is a parameter, which goes when the function is left
  // CHECK-NOTES: :[[@LINE-3]]:3: note: the task is returned here
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'send' begins only when its task is awaited
}

eager_task<> save(event &ready, const std::string &text) {
  co_await ready;
  use(text);
}
eager_task<> kept(event &ready) {
  eager_task<> saved = save(ready, "text");
  // CHECK-NOTES: :[[@LINE-1]]:36: warning: this temporary is gone before the task that refers to it is done [async-dangling-argument]
  // CHECK-NOTES: :[[@LINE-2]]:36: note: it is gone at the end of this expression
  // CHECK-NOTES: :[[@LINE+3]]:3: note: the task is awaited here, too late
  // CHECK-NOTES: :[[@LINE-7]]:7: note: 'save' uses it here, when it may have been suspended
  co_await ready;
  co_await saved;
}
