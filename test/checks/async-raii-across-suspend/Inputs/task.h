// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A hand-written task, and the libraries' types that belong to a thread.

#include <cerrno>
#include <coroutine>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
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

namespace pybind11 {
class gil_scoped_acquire {
public:
  gil_scoped_acquire();
  ~gil_scoped_acquire();
};
class gil_scoped_release {
public:
  explicit gil_scoped_release(bool disassociate = false);
  ~gil_scoped_release();
};
} // namespace pybind11
namespace folly {
class ShallowCopyRequestContextScopeGuard {
public:
  ShallowCopyRequestContextScopeGuard();
  ShallowCopyRequestContextScopeGuard(ShallowCopyRequestContextScopeGuard &&);
  ~ShallowCopyRequestContextScopeGuard();
};
class rcu_reader {
public:
  rcu_reader();
  ~rcu_reader();
  void unlock();
};
} // namespace folly
namespace opentelemetry::trace {
struct Span {};
class Scope {
public:
  explicit Scope(const Span &) noexcept;
  ~Scope();
};
} // namespace opentelemetry::trace
namespace absl {
template <class F> class Cleanup {
public:
  explicit Cleanup(F) {}
  ~Cleanup() {}
};
} // namespace absl
