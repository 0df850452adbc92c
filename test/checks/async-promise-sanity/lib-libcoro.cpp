// RUN: %check_cotidy %s async-promise-sanity %t -- -isystem %mock
// Intent: tasks of libcoro that end without their value.
#include <coro/task.hpp>

coro::task<int> step();
coro::task<void> pause();

coro::task<int> number(int n) {
  while (n > 0) {
    n -= co_await step();
    if (n == 1)
      co_return n;
  }
}
// CHECK-MESSAGES: :[[@LINE-1]]:1: warning: the end of 'number' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]
coro::task<int> branches(bool known) {
  if (known)
    co_return 1;
  co_await pause();
}
// CHECK-MESSAGES: :[[@LINE-1]]:1: warning: the end of 'branches' can be reached without a 'co_return', which is und

coro::task<int> all_branches(bool known) {
  if (known)
    co_return 1;
  co_return co_await step();
}
coro::task<int> for_ever() {
  for (;;)
    if (int n = co_await step())
      co_return n;
}
coro::task<void> nothing(bool known) {
  if (known)
    co_await pause();
}
