// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <exec/async_scope.hpp>
#include <exec/static_thread_pool.hpp>
#include <exec/task.hpp>
#include <optional>
#include <stdexec/execution.hpp>

exec::task<int> number();
exec::task<void> nothing();

exec::task<void> dropped() {
  nothing();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'nothing' is not awaited, so its body never runs [async-unawaited-task]
  number();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'number' is not awaited, so its body never runs
  co_return;
}

// A sender describes work: whoever connects it starts it.
exec::task<int> fine(exec::static_thread_pool &pool, exec::async_scope &scope) {
  auto work = stdexec::just(3) | stdexec::then([](int n) { return n; });
  stdexec::just(3);
  co_await nothing();
  int sum = co_await number() + co_await std::move(work);
  auto [one, two] = co_await stdexec::when_all(number(), stdexec::just(2));
  scope.spawn(nothing());
  scope.spawn(stdexec::starts_on(pool.get_scheduler(), nothing()));
  co_await scope.on_empty();
  co_return sum + one + two;
}

void plain(exec::static_thread_pool &pool) {
  stdexec::sync_wait(number());
  stdexec::start_detached(nothing());
  auto started = stdexec::ensure_started(number());
  stdexec::sync_wait(std::move(started));
}
