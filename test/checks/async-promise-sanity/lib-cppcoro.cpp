// RUN: %check_cotidy --mock %s async-promise-sanity %t
// Intent: tasks and generators of cppcoro.
#include <cppcoro/generator.hpp>
#include <cppcoro/task.hpp>

cppcoro::task<> step();

cppcoro::task<int> number(int n) {
  while (n > 0) {
    co_await step();
    if (--n == 0)
      co_return n;
  }
}
// CHECK-NOTES: :[[@LINE-1]]:1: warning: the end of 'number' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]
cppcoro::task<int> for_ever(int n) {
  for (;;) {
    co_await step();
    if (--n == 0)
      co_return n;
  }
}
cppcoro::generator<const int> numbers() {
  for (int i = 0; i < 3; ++i)
    co_yield i;
}
