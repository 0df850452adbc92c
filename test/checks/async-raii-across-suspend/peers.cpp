// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cotidy -std=c++20 --config '{CheckOptions: {async-raii-across-suspend.Types: "mine::scope;mine::inner::scope"}}' %s async-raii-across-suspend %t -- -isystem %mock
// Intent: types that a project lists, as clang-tidy's misc-coroutine-hostile-raii
// takes them: by any of their names, as local objects, and nothing that only
// refers to one.
#include "handwritten/task.hpp"

namespace mine {
class scope {
public:
  scope();
  ~scope();
};
namespace inner {
class scope {
public:
  scope();
  ~scope();
};
} // namespace inner
using alias = scope;
} // namespace mine
task<> step();

task<> listed() {
  mine::scope first;
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'first' is bound to the thread that made it
  mine::inner::scope second;
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'second' is bound to the thread that made it
  mine::alias third;
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'third' is bound to the thread that made it
  co_await step();
}
template <class T> task<> in_template() {
  T object;
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'object' is bound to the thread that made it
  co_await step();
}
task<> instantiates() { return in_template<mine::scope>(); }

task<> ends_before() {
  {
    mine::scope first;
  }
  co_await step();
  mine::scope second;
}
task<> refers(mine::scope &theirs, mine::scope *other) {
  mine::scope &first = theirs;
  mine::scope *second = other;
  co_await step();
}
