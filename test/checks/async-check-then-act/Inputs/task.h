// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hand-written task and what it takes to run several at a time.

#include <atomic>
#include <coroutine>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

template <class T> struct promise_base {
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
};
template <class T = void> struct task {
  struct promise_type : promise_base<T> {
    task get_return_object();
    void return_value(T);
  };
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
template <> struct task<void> {
  struct promise_type : promise_base<void> {
    task get_return_object();
    void return_void();
  };
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
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

struct hidden_awaiter {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};
struct async_mutex;
class async_guard {
public:
  async_guard(async_guard &&);
  ~async_guard();
  void unlock();

private:
  async_mutex *mutex_;
};
struct async_mutex {
  task<async_guard> scoped_lock();
  task<> lock();
  bool try_lock();
  void unlock();
};
struct semaphore {
  task<> acquire();
  void release();
};

task<> tick();
task<int> fetch();
task<int> fetch(int);
task<> send(int);
task<> load(int &);
template <class... T> task<> when_all(T...);
template <class T> void spawn(T &&);
template <class F> task<> with_lock(async_mutex &, F);
template <class F> task<> alone(F) { co_return; }
