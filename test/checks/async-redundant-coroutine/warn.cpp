// RUN: %check_cotidy --mock %s async-redundant-coroutine %t
// Intent: what is reported, where, and with which notes.
#include "handwritten/task.hpp"

#include <string>
#include <utility>

task<int> fetch(int id);
task<> save(const std::string &text);
task<int> consume(std::string text);

task<int> value(int id) { co_return co_await fetch(id); }
// CHECK-MESSAGES: :[[@LINE-1]]:27: warning: this coroutine only awaits 'fetch', whose task could be returned instead [async-redundant-coroutine]
task<> nothing(const std::string &text) { co_await save(text); }
// CHECK-MESSAGES: :[[@LINE-1]]:43: warning: this coroutine only awaits 'save', whose task could be{{.*}}
task<> nothing_returned(const std::string &text) {
  co_return co_await save(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this coroutine only awaits 'save', whose task could be{{.*}}
}
task<int> moves(std::string text) { co_return co_await consume(std::move(text)); }
// CHECK-MESSAGES: :[[@LINE-1]]:37: warning: this coroutine only awaits 'consume', whose task could be{{.*}}

class Store {
public:
  task<int> get(int id) { co_return co_await find(id + 1); }
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: this coroutine only awaits 'Store::find', whose task could{{.*}}

private:
  task<int> find(int id);
};
