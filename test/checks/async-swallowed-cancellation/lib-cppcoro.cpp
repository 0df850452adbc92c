// RUN: %check_cotidy --mock %s async-swallowed-cancellation %t
// Intent: operation_cancelled comes where a token was given.
#include <cppcoro/cancellation_token.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/operation_cancelled.hpp>
#include <cppcoro/task.hpp>

#include <chrono>
#include <iostream>

cppcoro::task<> poll();
void report(const char *);

cppcoro::task<> run(cppcoro::io_service &io, cppcoro::cancellation_token token) {
  for (;;) {
    try {
      co_await io.schedule_after(std::chrono::seconds(1), token);
      co_await poll();
    } catch (...) {
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: this handler also catches the cancellation of 'io_service::schedule_after', and the endless loop goes on [async-swallowed-cancellation]
    // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop begins here
    // CHECK-NOTES: :[[@LINE-5]]:7: note: 'io_service::schedule_after' is awaited here, and ends with an exception when it is cancelled
      report("failed");
    }
  }
}
cppcoro::task<> run_and_end(cppcoro::io_service &io,
                            cppcoro::cancellation_token token) {
  for (;;) {
    try {
      co_await io.schedule_after(std::chrono::seconds(1), token);
      co_await poll();
    } catch (const cppcoro::operation_cancelled &) {
      co_return;
    } catch (...) {
      report("failed");
    }
  }
}
cppcoro::task<> run_for_ever(cppcoro::io_service &io) {
  for (;;) {
    try {
      co_await io.schedule_after(std::chrono::seconds(1));
      co_await poll();
    } catch (...) {
      report("failed");
    }
  }
}
