// RUN: %check_cotidy --mock %s async-unforwarded-cancellation %t
// Intent: what is reported, where, and with which notes.
#include "handwritten/task.hpp"

#include <stop_token>

task<int> fetch(int id, std::stop_token token = {});
task<int> load(int id);
task<int> load(int id, std::stop_token token);

task<int> sum(int id, std::stop_token token) {
  int a = co_await fetch(id);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'token' is not passed to 'fetch', which could be cancelled with it [async-unforwarded-cancellation]
  // CHECK-NOTES: :[[@LINE-3]]:39: note: 'token' is given here
  // CHECK-NOTES: :[[@LINE-8]]:11: note: 'fetch' takes a token
  int b = co_await load(id);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'token' is not passed to 'load', which could be cancelled{{.*}}
  // CHECK-NOTES: :[[@LINE-7]]:39: note: 'token' is given here
  // CHECK-NOTES: :[[@LINE-10]]:11: note: 'load' takes a token
  co_return a + b;
}
