// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-swallowed-exception %t -- -std=c++20 -isystem %mock
// What Sonar's S6636 is about: promises that take an exception and do nothing
// with it.
#include <coroutine>
#include <exception>

// Buggy: an empty body
struct forgets {
  struct promise_type {
    forgets get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {} // expect
  };
};

// Buggy: an empty body in a template
template <class T> struct forgets_any {
  struct promise_type {
    forgets_any get_return_object() { return {}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(T) {}
    void unhandled_exception() noexcept {} // expect
  };
};
forgets_any<int> any() { co_return 1; }

// Correct: a comment says that it is meant; the rule of others reports it
struct means_it {
  struct promise_type {
    means_it get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {
      // The coroutines of this type log what they throw.
    }
  };
};

// Correct: ends the program
struct ends {
  struct promise_type {
    ends get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

// Correct: throws it on, to whoever resumed
struct rethrows {
  struct promise_type {
    rethrows get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { throw; }
  };
};

// Correct: keeps it for whoever asks
struct keeps {
  struct promise_type {
    keeps get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { error = std::current_exception(); }
    std::exception_ptr error;
  };
  void get() {
    if (handle.promise().error)
      std::rethrow_exception(handle.promise().error);
  }
  std::coroutine_handle<promise_type> handle;
};
