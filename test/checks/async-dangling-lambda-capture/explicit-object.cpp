// RUN: %check_cotidy -std=c++23 --mock %s async-dangling-lambda-capture %t
// Intent: an explicit object by value is a copy in the frame, one by reference
// is not.
#include <cppcoro/task.hpp>

using cppcoro::task;
void use(int);

task<> by_value(int n) {
  return [n](this auto) -> task<> {
    use(n);
    co_return;
  }();
}
task<> by_reference(int n) {
  auto run = [n](this auto &) -> task<> {
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: the captured 'n' is used after this coroutine lambda is gone
    use(n);
    co_return;
  };
  return run();
}
