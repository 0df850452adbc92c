// RUN: %check_cotidy -std=c++23 --mock %s async-dangling-lambda-capture %t
// Intent: in C++23 the closure is copied into the coroutine; where that cannot
// compile nothing is edited.
#include <cppcoro/task.hpp>

#include <memory>
#include <utility>

using cppcoro::task;
void use(int);

task<> with_parentheses(int n) {
  return [n]() -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'n'
    // CHECK-FIXES: {{^}}  return [n](this auto) -> task<> {{{$}}
    use(n);
    co_return;
  }();
}
task<> with_parameters(int n) {
  return [n](int m) -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'n'
    // CHECK-FIXES: {{^}}  return [n](this auto, int m) -> task<> {{{$}}
    use(n + m);
    co_return;
  }(1);
}
task<> with_mutable(int n) {
  return [n]() mutable -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'n'
    // CHECK-FIXES: {{^}}  return [n]() mutable -> task<> {{{$}}
    use(n++);
    co_return;
  }();
}
task<> move_only(std::unique_ptr<int> p) {
  return [p = std::move(p)]() -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'p'
    // CHECK-FIXES: {{^}}  return [p = std::move(p)]() -> task<> {{{$}}
    use(*p);
    co_return;
  }();
}
