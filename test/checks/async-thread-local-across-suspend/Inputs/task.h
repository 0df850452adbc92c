// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hand-written task and thread-local objects.

#include <cassert>
#include <cerrno>
#include <coroutine>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

template <class T> struct task_result {
  void return_value(T);
};
template <> struct task_result<void> {
  void return_void();
};
template <class T = void> struct task {
  struct promise_type : task_result<T> {
    task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
template <class T> struct generator {
  struct promise_type {
    generator get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(T);
    void await_transform() = delete;
    void return_void();
    void unhandled_exception();
  };
};
template <class T> struct async_generator {
  struct promise_type {
    async_generator get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    std::suspend_always yield_value(T);
    void return_void();
    void unhandled_exception();
  };
};
struct hidden_awaiter {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};

task<int> foo(int);
task<> bar();

struct Stats {
  int sent = 0;
  int received = 0;
  void note(int);
};
inline thread_local Stats stats;
inline thread_local Stats *current = nullptr;
inline thread_local int depth = 0;
inline thread_local std::map<int, int> cache;
inline thread_local std::string buffer;
inline thread_local char scratch[64];
inline int shared_count = 0;
