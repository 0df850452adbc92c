// RUN: %check_cotidy %s async-transitive-blocking-call %t -- -isystem %mock
// Intent: a function that is declared as nonblocking is no way to a blocking
// call, and one that is declared as blocking ends it.
#include <cppcoro/task.hpp>

#include <chrono>
#include <thread>

void effect() [[clang::nonblocking]];
void effect() [[clang::nonblocking]] {
  std::this_thread::sleep_for(std::chrono::seconds(1));
}
void plain() {
  std::this_thread::sleep_for(std::chrono::seconds(1));
}
cppcoro::task<> run() {
  effect();
  plain();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'plain'
  co_return;
}
