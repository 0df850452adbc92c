// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <optional>
#include <unifex/async_mutex.hpp>
#include <unifex/async_scope.hpp>
#include <unifex/just.hpp>
#include <unifex/sync_wait.hpp>
#include <unifex/task.hpp>

unifex::task<int> number();
unifex::task<void> nothing();

unifex::task<void> dropped() {
  nothing();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'nothing' is not awaited, so its body never runs [async-unawaited-task]
  co_return;
}

unifex::task<int> fine(unifex::async_scope &scope, unifex::async_mutex &mutex) {
  co_await mutex.async_lock();
  co_await nothing();
  mutex.unlock();
  scope.detached_spawn(nothing());
  co_await scope.complete();
  co_return co_await number();
}

void plain() { unifex::sync_wait(number()); }
