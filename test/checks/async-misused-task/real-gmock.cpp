// RUN: %check_cotidy %s async-misused-task %t -std=c++20
// Intent: a matcher may run the task that it is given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <coroutine>
#include <ostream>
#include <utility>

struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  task(task &&) noexcept;
  ~task();
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task load();
bool run(task t);

MATCHER(RunsWell, "") { return run(std::move(const_cast<task &>(arg))); }
template <class T> void print(const T &value);

TEST(Framework, Matches) {
  EXPECT_THAT(load(), RunsWell());
  auto loading = load();
  EXPECT_THAT(loading, RunsWell());
}
TEST(Framework, OnlyLooks) {
  print(load());
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: the task returned by 'load' is passed to 'print
}
