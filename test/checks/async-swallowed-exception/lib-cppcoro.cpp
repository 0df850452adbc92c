// RUN: %check_cotidy %s async-swallowed-exception %t -- -std=c++20 -isystem %mock
// Intent: the library's own cancellation may be dropped, other failures not.
#include <cppcoro/operation_cancelled.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all_ready.hpp>

#include <stdexcept>
#include <system_error>

cppcoro::task<> store();
cppcoro::task<std::error_code> flush();

cppcoro::task<> drops_cancellation_only() {
  try {
    co_await store();
  } catch (const cppcoro::operation_cancelled &) {
  }
}

cppcoro::task<> drops_everything() {
  try {
    co_await store();
  } catch (const cppcoro::operation_cancelled &) {
  } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'store' [async-swallowed-exception]
  }
}

cppcoro::task<> drops_a_result() {
  co_await flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the error that 'flush' returns is thrown away [async-swallowed-exception]
}

cppcoro::task<> fails() {
  throw std::runtime_error("always");
  co_return;
}

cppcoro::task<> harmless() { co_return; }

cppcoro::task<> results_of_many() {
  co_await cppcoro::when_all_ready(harmless(), harmless());
  co_await cppcoro::when_all_ready(harmless(), fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the error that 'when_all_ready' returns is thrown away [async-swallowed-exception]
}

cppcoro::task<> asks_one_of_two() {
  auto [first, second] = co_await cppcoro::when_all_ready(fails(), fails());
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: nothing looks at 'second', which gets the error of 'when_all_ready' [async-swallowed-exception]
  first.result();
}

cppcoro::task<> asks_nobody() {
  auto results = co_await cppcoro::when_all_ready(fails(), harmless());
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: nothing looks at 'results', which gets the error of 'when_all_ready' [async-swallowed-exception]
}

cppcoro::task<> asks_the_one_that_fails() {
  auto [first, second] = co_await cppcoro::when_all_ready(fails(), harmless());
  first.result();
}

void waits() {
  cppcoro::sync_wait(flush());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the error that 'flush' returns is thrown away [async-swallowed-exception]
  try {
    cppcoro::sync_wait(store());
  } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'store' [async-swallowed-exception]
  }
}
