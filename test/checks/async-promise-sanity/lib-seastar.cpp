// RUN: %check_cotidy --mock %s async-promise-sanity %t
// Intent: futures of Seastar.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>

seastar::future<> step();

seastar::future<int> number(bool b) {
  co_await step();
  if (b)
    co_return 1;
}
// CHECK-NOTES: :[[@LINE-1]]:1: warning: the end of 'number' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]
seastar::future<> nothing(bool b) {
  co_await step();
  if (b)
    co_return;
}
