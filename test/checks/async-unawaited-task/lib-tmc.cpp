// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <future>
#include <tmc/all_headers.hpp>

tmc::task<int> number();
tmc::task<void> nothing();

tmc::task<void> dropped() {
  nothing();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'nothing' is not awaited, so its body never runs [async-unawaited-task]
  tmc::spawn(number());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the task returned by 'spawn' is not awaited, so its body never runs
  tmc::spawn(number()).fork();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'aw_spawn::fork' is not awaited, so nothing waits for it
  tmc::resume_on(tmc::cpu_executor());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the awaitable returned by 'resume_on' is not awaited, so nothing waits for it
  co_return;
}

tmc::task<int> fine(tmc::mutex &mutex) {
  co_await nothing();
  tmc::spawn(nothing()).detach();
  auto forked = tmc::spawn(number()).fork();
  auto [one, two] = co_await tmc::spawn_tuple(number(), number());
  auto lock = co_await mutex.lock_scope();
  co_await tmc::resume_on(tmc::cpu_executor());
  co_return one + two + co_await std::move(forked);
}

int plain() {
  tmc::post(tmc::cpu_executor(), nothing());
  return tmc::post_waitable(tmc::cpu_executor(), number()).get();
}
