// RUN: %check_cotidy %s async-void-callback %t -- -isystem %mock
// Intent: a promise of KJ that is dropped is cancelled where it first waits.
#include <kj/async.h>

#include <functional>
#include <vector>

kj::Promise<void> store(int value);
void on_click(std::function<void()> handler);

void found() {
  on_click([]() -> kj::Promise<void> { co_await store(1); });
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'function<void ()>' drops the task that this lambda returns, so nobody sees its result or its exception [async-void-callback]
}

kj::Promise<void> fine(std::vector<int> &values) {
  on_click([] { std::vector<int> nothing; });
  for (int value : values)
    co_await store(value);
  std::function<kj::Promise<void>(int)> keeps = store;
  co_await keeps(1);
}
