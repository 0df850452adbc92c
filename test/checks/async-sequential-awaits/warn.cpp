// RUN: %check_cotidy --mock %s async-sequential-awaits %t
// Intent: what is reported, where, and with which notes.
#include "handwritten/task.hpp"

#include <string>

task<int> fetch(int id);
task<std::string> load_name(const std::string &key);
class Store {
public:
  task<int> get(int id) const;
};

task<int> two(int id) {
  int a = co_await fetch(id);
  int b = co_await fetch(id + 1);
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'fetch' is started only when 'fetch' is done, and does not need its result [async-sequential-awaits]
  // CHECK-NOTES: :[[@LINE-3]]:11: note: 'fetch' is awaited here
  co_return a + b;
}

task<int> three(const Store &store, std::string key) {
  int a = co_await fetch(1);
  auto name = co_await load_name(key);
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'load_name' is started only when 'fetch' is done, and does{{.*}}
  // CHECK-NOTES: :[[@LINE-3]]:11: note: 'fetch' is awaited here
  // CHECK-NOTES: :[[@LINE+1]]:17: note: 'Store::get' is awaited here
  const int c = co_await store.get(3);
  co_return a + c;
}

// Words that only begin like `or` and `add` say nothing.
task<int> get_orders(int id);
task<int> loadAddress(int id);
task<int> words(int id) {
  int a = co_await get_orders(id);
  int b = co_await loadAddress(id);
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'loadAddress' is started only when 'get_orders' is done, and does not need its result [async-sequential-awaits]
  // CHECK-NOTES: :[[@LINE-3]]:11: note: 'get_orders' is awaited here
  co_return a + b;
}
