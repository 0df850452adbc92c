// RUN: %check_cotidy %s async-capture-escape %t -- -isystem %mock
// Intent: references to locals in what folly runs later.
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>

void use(int value);
folly::Future<int> load();

void adds(folly::CPUThreadPoolExecutor &pool) {
  int count = 0;
  pool.add([&count] { use(count); });
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'count' is captured by reference and may be gone when this lambda runs [async-capture-escape]
}
folly::Future<folly::Unit> continued() {
  int count = 0;
  return load().thenValue([&count](int value) { use(count + value); });
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'count' is captured by reference and may be gone when this lambda runs
}

void adds_copy(folly::CPUThreadPoolExecutor &pool) {
  int count = 0;
  pool.add([count] { use(count); });
}
void waits() {
  int count = 0;
  load().thenValue([&count](int value) { use(count + value); }).get();
}
