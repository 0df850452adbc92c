// RUN: %check_cotidy %s async-promise-sanity %t -- -isystem %mock
// Intent: tasks of cobalt that end without their value.
#include <boost/cobalt.hpp>

boost::cobalt::task<int> step();
boost::cobalt::task<void> tick();

boost::cobalt::task<int> number(int n) {
  while (n > 0) {
    n -= co_await step();
    if (n == 1)
      co_return n;
  }
}
// CHECK-MESSAGES: :[[@LINE-1]]:1: warning: the end of 'number' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]
boost::cobalt::task<int> branches(bool known) {
  if (known)
    co_return 1;
  co_await tick();
}
// CHECK-MESSAGES: :[[@LINE-1]]:1: warning: the end of 'branches' can be reached without a 'co_return', which is und

boost::cobalt::task<int> all_branches(bool known) {
  if (known)
    co_return 1;
  co_return co_await step();
}
boost::cobalt::task<int> for_ever() {
  for (;;)
    if (int n = co_await step())
      co_return n;
}
boost::cobalt::task<void> nothing(bool known) {
  if (known)
    co_await tick();
}
