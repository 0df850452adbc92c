// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
// Intent: a dropped task is cancelled and waited for.
#include <userver/utils/async.hpp>
#include <utility>

int count();

int handle(userver::engine::TaskProcessor &files) {
  userver::utils::Async("count", count);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'Async' is dropped, so its destructor waits for it here [async-unawaited-task]
  auto task = userver::utils::Async(files, "count", count);
  userver::utils::Async("count", count).Detach();
  return task.Get();
}
