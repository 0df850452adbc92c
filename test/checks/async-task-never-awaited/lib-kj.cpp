// RUN: %check_cotidy %s async-task-never-awaited %t -- -isystem %mock
// Intent: the other promises of a container are cancelled when one fails.
#include <kj/async.h>
#include <utility>
#include <vector>

kj::Promise<void> flush();
kj::Promise<int> count();

kj::Promise<int> forgotten() {
  auto flushed = flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'flushed' holds a task that is never awaited
  co_return 1;
}
kj::Promise<void> oneByOne() {
  std::vector<kj::Promise<void>> children;
  for (int i = 0; i < 8; ++i)
    children.push_back(flush());
  for (auto &child : children)
    co_await child;
}
