// RUN: %cotidy check --dump=suspensions %s -- -std=c++20 -isystem %mock > %t.named
// RUN: FileCheck %s < %t.named
// RUN: %cotidy check --dump=suspensions %s -- -std=c++20 -isystem %mock -Dcppcoro=other -Dasio=another > %t.renamed
// RUN: diff %t.named %t.renamed
// RUN: %cotidy check --dump=coroutines %s -- -std=c++20 -isystem %mock > %t.named
// RUN: %cotidy check --dump=coroutines %s -- -std=c++20 -isystem %mock -Dcppcoro=other -Dasio=another > %t.renamed
// RUN: diff %t.named %t.renamed
// RUN: not %cotidy check --checks='-*,async-unawaited-task,async-lost-update' %s -- -std=c++20 -isystem %mock | FileCheck --check-prefix=FINDINGS %s
// RUN: not %cotidy check --checks='-*,async-unawaited-task,async-lost-update' %s -- -std=c++20 -isystem %mock -Dcppcoro=other -Dasio=another | FileCheck --check-prefix=FINDINGS %s
// Intent: what a library says in the language does not depend on its name: the
// same facts and findings when its namespace is one that no model knows.
#include <boost/asio.hpp>
#include <cppcoro/generator.hpp>
#include <cppcoro/task.hpp>

cppcoro::task<int> load(int);
boost::asio::awaitable<int> fetch(int Key) { co_return Key; }

// CHECK: fetch(int): lazy coroutine
// CHECK: numbers(): lazy generator
cppcoro::generator<int> numbers() { co_yield 1; }

class Cache {
public:
  // CHECK: [[@LINE+4]]: Cache::fill(int): lazy coroutine
  // CHECK-NEXT: implicit initial, may suspend
  // CHECK-NEXT: explicit await, may suspend
  // CHECK-NEXT: implicit final, may suspend
  cppcoro::task<> fill(int Key) {
    int Before = size_;
    load(Key);
    // FINDINGS: :[[@LINE-1]]:5: error: the task returned by 'load' is not
    co_await load(Key);
    size_ = Before + 1;
    // FINDINGS: :[[@LINE-1]]:5: warning: this write to 'size_'
  }
  // CHECK: Cache::refresh(int): lazy coroutine
  boost::asio::awaitable<void> refresh(int Key) {
    int Before = size_;
    fetch(Key);
    // FINDINGS: :[[@LINE-1]]:5: error: the task returned by 'fetch' is not
    co_await fetch(Key);
    // CHECK-NEXT: implicit initial, may suspend
    // CHECK-NEXT: explicit await, may suspend
    size_ = Before + 1;
    // FINDINGS: :[[@LINE-1]]:5: warning: this write to 'size_'
  }
  void clear() { size_ = 0; }

private:
  int size_ = 0;
};
