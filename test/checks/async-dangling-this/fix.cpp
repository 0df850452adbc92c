// RUN: not %cotidy check --checks=async-dangling-this --format=json %s -- -std=c++20 -isystem %mock | FileCheck %s
// Intent: the fix keeps the object for as long as the coroutine runs; it is
// unsafe, because an object that nobody shares throws there.
#include "handwritten/task.hpp"

#include <memory>

event &something();

struct Page : std::enable_shared_from_this<Page> {
  fire_and_forget load() {
    co_await something();
    ++count_;
    // CHECK: "replacement": "auto self = shared_from_this();\n    ",
    // CHECK-NEXT: "safe": false
  }
  fire_and_forget line() { co_await something(); ++count_; }
  // CHECK: "replacement": "auto self = shared_from_this(); ",

  // The name is in use.
  fire_and_forget taken() {
    int self = 0;
    co_await something();
    count_ += self;
    // CHECK: "message": "'Page::taken' uses its 'Page'
    // CHECK: "fixes": []
  }
  int count_ = 0;
};

template <class T> struct Box : std::enable_shared_from_this<Box<T>> {
  fire_and_forget fill() {
    co_await something();
    ++count_;
    // CHECK: "replacement": "auto self = this->shared_from_this();\n    ",
  }
  int count_ = 0;
};
void use(Box<int> &box) { box.fill(); }
