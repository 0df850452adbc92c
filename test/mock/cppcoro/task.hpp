// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/task.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/awaitable_traits.hpp"
#include <exception>
#include <new>

namespace cppcoro {
template <typename T> class task;

namespace detail {
// Throws cppcoro::broken_promise, whose header is not light.
[[noreturn]] void throw_broken_promise();

class task_promise_base {
  struct final_awaitable {
    bool await_ready() const noexcept { return false; }
    template <typename Promise>
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<Promise> coro) noexcept {
      return coro.promise().continuation_;
    }
    void await_resume() noexcept {}
  };

public:
  auto initial_suspend() noexcept { return std::suspend_always{}; }
  auto final_suspend() noexcept { return final_awaitable{}; }
  void set_continuation(std::coroutine_handle<> continuation) noexcept {
    continuation_ = continuation;
  }

private:
  std::coroutine_handle<> continuation_;
};

template <typename T> class task_promise final : public task_promise_base {
public:
  using rvalue_type =
      std::conditional_t<std::is_arithmetic_v<T> || std::is_pointer_v<T>, T,
                         T &&>;

  task_promise() noexcept {}
  ~task_promise() {}
  task<T> get_return_object() noexcept;
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }
  template <typename Value,
            typename = std::enable_if_t<std::is_convertible_v<Value &&, T>>>
  void return_value(Value &&value) {
    new (static_cast<void *>(&value_)) T(std::forward<Value>(value));
  }
  T &result() & {
    if (exception_)
      std::rethrow_exception(exception_);
    return value_;
  }
  rvalue_type result() && {
    if (exception_)
      std::rethrow_exception(exception_);
    return std::move(value_);
  }

private:
  std::exception_ptr exception_;
  union {
    T value_;
  };
};

template <> class task_promise<void> : public task_promise_base {
public:
  task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }
  void result() {
    if (exception_)
      std::rethrow_exception(exception_);
  }

private:
  std::exception_ptr exception_;
};

template <typename T> class task_promise<T &> : public task_promise_base {
public:
  task<T &> get_return_object() noexcept;
  void return_value(T &value) noexcept { value_ = &value; }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }
  T &result() {
    if (exception_)
      std::rethrow_exception(exception_);
    return *value_;
  }

private:
  T *value_ = nullptr;
  std::exception_ptr exception_;
};
} // namespace detail

template <typename T = void> class [[nodiscard]] task {
public:
  using promise_type = detail::task_promise<T>;
  using value_type = T;

private:
  struct awaitable_base {
    std::coroutine_handle<promise_type> coroutine_;
    awaitable_base(std::coroutine_handle<promise_type> coroutine) noexcept
        : coroutine_(coroutine) {}
    bool await_ready() const noexcept {
      return !coroutine_ || coroutine_.done();
    }
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<> awaiting) noexcept {
      coroutine_.promise().set_continuation(awaiting);
      return coroutine_;
    }
  };

public:
  task() noexcept = default;
  explicit task(std::coroutine_handle<promise_type> coroutine)
      : coroutine_(coroutine) {}
  task(task &&t) noexcept : coroutine_(std::exchange(t.coroutine_, nullptr)) {}
  task(const task &) = delete;
  task &operator=(const task &) = delete;
  ~task() {
    if (coroutine_)
      coroutine_.destroy();
  }
  task &operator=(task &&other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }

  bool is_ready() const noexcept { return !coroutine_ || coroutine_.done(); }

  auto operator co_await() const & noexcept {
    struct awaitable : awaitable_base {
      using awaitable_base::awaitable_base;
      decltype(auto) await_resume() {
        if (!this->coroutine_)
          detail::throw_broken_promise();
        return this->coroutine_.promise().result();
      }
    };
    return awaitable{coroutine_};
  }
  auto operator co_await() const && noexcept {
    struct awaitable : awaitable_base {
      using awaitable_base::awaitable_base;
      decltype(auto) await_resume() {
        if (!this->coroutine_)
          detail::throw_broken_promise();
        return std::move(this->coroutine_.promise()).result();
      }
    };
    return awaitable{coroutine_};
  }
  auto when_ready() const noexcept {
    struct awaitable : awaitable_base {
      using awaitable_base::awaitable_base;
      void await_resume() const noexcept {}
    };
    return awaitable{coroutine_};
  }

private:
  std::coroutine_handle<promise_type> coroutine_ = nullptr;
};

namespace detail {
template <typename T> task<T> task_promise<T>::get_return_object() noexcept {
  return task<T>{std::coroutine_handle<task_promise>::from_promise(*this)};
}
template <typename T>
task<T &> task_promise<T &>::get_return_object() noexcept {
  return task<T &>{std::coroutine_handle<task_promise>::from_promise(*this)};
}
} // namespace detail

template <typename Awaitable>
auto make_task(Awaitable awaitable) -> task<detail::remove_rvalue_reference_t<
    typename awaitable_traits<Awaitable>::await_result_t>> {
  co_return co_await static_cast<Awaitable &&>(awaitable);
}
} // namespace cppcoro
