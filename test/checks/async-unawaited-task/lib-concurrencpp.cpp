// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <concurrencpp/concurrencpp.h>

concurrencpp::lazy_result<int> count();
concurrencpp::result<void> flush();
concurrencpp::null_result notify();

concurrencpp::result<int> dropped(concurrencpp::async_lock &lock,
                                  concurrencpp::executor &executor) {
  count();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'count' is not awaited, so its body never runs [async-unawaited-task]
  flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'flush' is not awaited, so nobody sees its result or its exception
  lock.lock(executor);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'async_lock::lock' is not awaited, so its body never runs
  co_return 1;
}
concurrencpp::result<int> fine(concurrencpp::async_lock &lock,
                               concurrencpp::executor &executor) {
  notify();
  executor.post([] {});
  auto guard = co_await lock.lock(executor);
  co_await flush();
  co_await concurrencpp::resume_on(executor);
  co_return co_await count();
}
