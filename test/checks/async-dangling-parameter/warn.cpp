// RUN: %check_cotidy --mock %s async-dangling-parameter %t
// Intent: which use of which parameter is reported, and why it is late.
#include <handwritten/task.hpp>

#include <string>
#include <string_view>

void use(std::string_view);
void use(int);
task<> tick();
eager_task<> eager(std::string_view);

task<> lazy(const std::string &text) {
  use(text);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: the argument that 'text' refers to may be gone here [async-dangling-parameter]
  // CHECK-NOTES: :[[@LINE-3]]:32: note: the coroutine keeps a reference, not the argument
  // CHECK-NOTES: :[[@LINE-4]]:8: note: it is suspended before its body
  co_await tick();
}
eager_task<> eager(event &ready, std::string &&text, int *number,
                   std::string_view view) {
  use(text);
  co_await ready;
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: the argument that 'ready' refers to may be gone here [async-dangling-parameter]
  // CHECK-NOTES: :[[@LINE-5]]:27: note: the coroutine keeps a reference, not the argument
  // CHECK-NOTES: :[[@LINE-3]]:3: note: what is awaited here uses it while it is suspended
  use(*number);
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: the argument that 'number' refers to may be gone here [async-dangling-parameter]
  // CHECK-NOTES: :[[@LINE-9]]:59: note: the coroutine keeps a pointer, not the argument
  // CHECK-NOTES: :[[@LINE-7]]:3: note: it may be suspended here
  use(view);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: the argument that 'view' refers to may be gone here [async-dangling-parameter]
  // CHECK-NOTES: :[[@LINE-12]]:37: note: the coroutine keeps a view, not the argument
  // CHECK-NOTES: :[[@LINE-11]]:3: note: it may be suspended here
}
eager_task<> alias(std::string &text) {
  std::string &other = text;
  co_await ready_value<int>{1};
  co_await eager(text);
  use(other);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: the argument that 'text' refers to may be gone here [async-dangling-parameter]
  // CHECK-NOTES: :[[@LINE-6]]:33: note: the coroutine keeps a reference, not the argument
  // CHECK-NOTES: :[[@LINE-4]]:3: note: it may be suspended here
}
void keeps(std::string text) { eager_task<> kept = alias(text); }
eager_task<> meanwhile(std::string &text) { co_await alias(text); }
// CHECK-NOTES: :[[@LINE-1]]:60: warning: the argument that 'text' refers to may be gone here [async-dangling-parameter]
// CHECK-NOTES: :[[@LINE-2]]:37: note: the coroutine keeps a reference, not the argument
// CHECK-NOTES: :[[@LINE-3]]:45: note: what is awaited here uses it while it is suspended
