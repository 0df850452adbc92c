// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Coroutine types as a project writes its own: no library model names them, so
// whatever a check knows about them it read from the language. Unlike the
// library mocks this header counts as project code, it links, and nothing in it
// is marked nodiscard.
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace handwritten_detail {

// Where a finished coroutine keeps what it produced.
template <typename T> struct outcome {
  std::exception_ptr error;
  union {
    T value;
  };
  bool has_value = false;

  outcome() {}
  ~outcome() {
    if (has_value)
      value.~T();
  }
  template <typename U> void return_value(U &&result) {
    new (static_cast<void *>(&value)) T(std::forward<U>(result));
    has_value = true;
  }
  void unhandled_exception() { error = std::current_exception(); }
  T get() {
    if (error)
      std::rethrow_exception(error);
    return std::move(value);
  }
};

template <> struct outcome<void> {
  std::exception_ptr error;

  void return_void() {}
  void unhandled_exception() { error = std::current_exception(); }
  void get() {
    if (error)
      std::rethrow_exception(error);
  }
};

// Passes control to whoever awaits, if anybody does.
struct resume_continuation {
  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  std::coroutine_handle<>
  await_suspend(std::coroutine_handle<Promise> finished) noexcept {
    if (std::coroutine_handle<> next = finished.promise().continuation)
      return next;
    return std::noop_coroutine();
  }
  void await_resume() const noexcept {}
};

template <typename Promise> struct owning_handle {
  std::coroutine_handle<Promise> handle;

  explicit owning_handle(std::coroutine_handle<Promise> h) : handle(h) {}
  owning_handle(owning_handle &&other) noexcept
      : handle(std::exchange(other.handle, nullptr)) {}
  owning_handle &operator=(owning_handle &&other) noexcept {
    std::swap(handle, other.handle);
    return *this;
  }
  ~owning_handle() {
    if (handle)
      handle.destroy();
  }
};

} // namespace handwritten_detail

// A lazy task: nothing happens until it is awaited, once.
template <typename T = void> class task {
public:
  struct promise_type : handwritten_detail::outcome<T> {
    std::coroutine_handle<> continuation;

    task get_return_object() {
      return task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    handwritten_detail::resume_continuation final_suspend() noexcept {
      return {};
    }
  };

  auto operator co_await() && noexcept {
    struct awaiter {
      std::coroutine_handle<promise_type> coroutine;

      bool await_ready() const noexcept { return coroutine.done(); }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<> awaiting) noexcept {
        coroutine.promise().continuation = awaiting;
        return coroutine;
      }
      T await_resume() { return coroutine.promise().get(); }
    };
    return awaiter{coroutine_.handle};
  }

private:
  explicit task(std::coroutine_handle<promise_type> h) : coroutine_(h) {}

  handwritten_detail::owning_handle<promise_type> coroutine_;
};

// An eager task: runs to its first suspension before the caller goes on.
template <typename T = void> class eager_task {
public:
  struct promise_type : handwritten_detail::outcome<T> {
    std::coroutine_handle<> continuation;

    eager_task get_return_object() {
      return eager_task(
          std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    handwritten_detail::resume_continuation final_suspend() noexcept {
      return {};
    }
  };

  bool await_ready() const noexcept { return coroutine_.handle.done(); }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    coroutine_.handle.promise().continuation = awaiting;
  }
  T await_resume() { return coroutine_.handle.promise().get(); }

private:
  explicit eager_task(std::coroutine_handle<promise_type> h) : coroutine_(h) {}

  handwritten_detail::owning_handle<promise_type> coroutine_;
};

// A synchronous sequence: its body cannot await.
template <typename T> class generator {
public:
  struct promise_type {
    const T *current = nullptr;
    std::exception_ptr error;

    generator get_return_object() {
      return generator(
          std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(const T &value) noexcept {
      current = &value;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { error = std::current_exception(); }
    template <typename U> std::suspend_never await_transform(U &&) = delete;
  };

  struct sentinel {};
  class iterator {
  public:
    explicit iterator(std::coroutine_handle<promise_type> h) : coroutine_(h) {
      advance();
    }
    iterator &operator++() {
      advance();
      return *this;
    }
    const T &operator*() const { return *coroutine_.promise().current; }
    friend bool operator==(const iterator &it, sentinel) {
      return it.coroutine_.done();
    }

  private:
    void advance() {
      coroutine_.resume();
      if (coroutine_.promise().error)
        std::rethrow_exception(coroutine_.promise().error);
    }

    std::coroutine_handle<promise_type> coroutine_;
  };

  iterator begin() { return iterator(coroutine_.handle); }
  sentinel end() { return {}; }

private:
  explicit generator(std::coroutine_handle<promise_type> h) : coroutine_(h) {}

  handwritten_detail::owning_handle<promise_type> coroutine_;
};

// Something to wait for: one coroutine at a time, until set() is called.
class event {
public:
  void set() {
    is_set_ = true;
    if (std::coroutine_handle<> next = std::exchange(waiting_, nullptr))
      next.resume();
  }

  auto operator co_await() noexcept {
    struct awaiter {
      event &owner;

      bool await_ready() const noexcept { return owner.is_set_; }
      void await_suspend(std::coroutine_handle<> awaiting) noexcept {
        owner.waiting_ = awaiting;
      }
      void await_resume() const noexcept {}
    };
    return awaiter{*this};
  }

private:
  std::coroutine_handle<> waiting_;
  bool is_set_ = false;
};

// An awaitable that never suspends.
template <typename T> struct ready_value {
  T value;

  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  T await_resume() { return std::move(value); }
};

// Nobody waits for it: the coroutine starts at once and frees itself.
struct fire_and_forget {
  struct promise_type {
    fire_and_forget get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};
