// RUN: %check_cotidy --mock %s async-swallowed-cancellation %t
// Intent: what is reported, where, and with which notes.
#include "cppcoro/cancellation_token.hpp"
#include "cppcoro/operation_cancelled.hpp"
#include "cppcoro/task.hpp"
#include "handwritten/task.hpp"

#include <iostream>
#include <stop_token>
#include <stdexcept>

void report(const char *);
task<int> next(std::stop_token);
task<int> item();
task<> handle(int);

task<> with_token(std::stop_token token) {
  for (;;) {
    try {
      int n = co_await next(token);
      co_await handle(n);
    } catch (const std::exception &e) {
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: this handler also catches the cancellation of 'next', and the endless loop goes on [async-swallowed-cancellation]
    // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop begins here
    // CHECK-NOTES: :[[@LINE-5]]:15: note: 'next' is awaited here, and ends with an exception when it is cancelled
      std::cerr << e.what();
    }
  }
}

task<> with_member(std::stop_token token) {
  while (true) {
    try {
      co_await next(token);
    } catch (const std::logic_error &) {
      co_return;
    } catch (...) {
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: this handler also catches the cancellation of 'next', and{{.*}}
    // CHECK-NOTES: :[[@LINE-7]]:3: note: the loop begins here
    // CHECK-NOTES: :[[@LINE-6]]:7: note: 'next' is awaited here, and ends with an exception when it is cancelled
      report("failed");
    }
    report("again");
  }
}

task<> cancellable() {
  throw cppcoro::operation_cancelled();
  co_return;
}
task<> seen() {
  do {
    try {
      co_await cancellable();
    } catch (...) {
    // CHECK-NOTES: :[[@LINE-1]]:7: warning: this handler also catches the cancellation of{{.*}}
    // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop begins here
    // CHECK-NOTES: :[[@LINE-4]]:7: note: 'cancellable' is awaited here, and ends with an exception when it is cancelled
      report("failed");
    }
    co_await item();
  } while (true);
}
