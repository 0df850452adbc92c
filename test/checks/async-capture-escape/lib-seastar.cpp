// RUN: %check_cotidy %s async-capture-escape %t -- -isystem %mock
// Intent: references to locals in continuations of Seastar.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>

seastar::future<int> load();
void use(int value);

seastar::future<> continued() {
  int count = 0;
  return load().then([&count](int value) { use(count + value); });
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'count' is captured by reference and may be gone when this lambda runs [async-capture-escape]
}
seastar::future<> copied() {
  int count = 0;
  return load().then([count](int value) { use(count + value); });
}
seastar::future<> awaited() {
  int count = 0;
  co_await load().then([&count](int value) { use(count + value); });
}
