// RUN: %check_cotidy %s async-promise-sanity %t -- -isystem %mock
// Intent: tasks of drogon that end without their value.
#include <drogon/utils/coroutine.h>

drogon::Task<int> step();
drogon::Task<void> pause();

drogon::Task<int> number(int n) {
  while (n > 0) {
    n -= co_await step();
    if (n == 1)
      co_return n;
  }
}
// CHECK-MESSAGES: :[[@LINE-1]]:1: warning: the end of 'number' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]
drogon::Task<int> branches(bool known) {
  if (known)
    co_return 1;
  co_await pause();
}
// CHECK-MESSAGES: :[[@LINE-1]]:1: warning: the end of 'branches' can be reached without a 'co_return', which is und

drogon::Task<int> all_branches(bool known) {
  if (known)
    co_return 1;
  co_return co_await step();
}
drogon::Task<int> for_ever() {
  for (;;)
    if (int n = co_await step())
      co_return n;
}
drogon::Task<void> nothing(bool known) {
  if (known)
    co_await pause();
}
