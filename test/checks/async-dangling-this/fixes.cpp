// RUN: %check_fixes %s async-dangling-this %t -- -std=c++20 -isystem %mock
// Intent: a reference to itself, taken first, is offered.
#include "handwritten/task.hpp"

#include <memory>

event &something();

struct page : std::enable_shared_from_this<page> {
  fire_and_forget load() {
    co_await something();
    ++count_; // fix: unsafe
  }
  // clang-format off
  fire_and_forget line() { co_await something(); ++count_; } // fix: unsafe
  // clang-format on
  fire_and_forget taken() {
    int self = 0;
    co_await something();
    count_ += self; // fix: none
  }
  int count_ = 0;
};
