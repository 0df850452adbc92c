// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every code block of a check's page may use without declaring it: the
// standard library, Boost.Asio and cppcoro (from test/mock), and a lazy task
// that no library model knows.

#pragma once

#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/sync_wait.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;

template <class T> struct task_result {
  void return_value(T);
};
template <> struct task_result<void> {
  void return_void();
};

template <class T = void> struct task {
  struct promise_type : task_result<T> {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
  };
  task(task &&) noexcept;
  task &operator=(task &&) noexcept;
  ~task();
  bool await_ready() const;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
