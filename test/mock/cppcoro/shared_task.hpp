// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/shared_task.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/task.hpp"

namespace cppcoro {
template <typename T> class shared_task;

namespace detail {
class shared_task_promise_base {
  struct final_awaiter {
    bool await_ready() const noexcept { return false; }
    template <typename Promise>
    void await_suspend(std::coroutine_handle<Promise> h) noexcept {
      h.promise().resume_waiters();
    }
    void await_resume() noexcept {}
  };

public:
  std::suspend_always initial_suspend() noexcept { return {}; }
  final_awaiter final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }
  bool is_ready() const noexcept;
  void add_ref() noexcept;
  bool try_detach() noexcept;
  bool try_await(std::coroutine_handle<> waiter,
                 std::coroutine_handle<> coroutine);

protected:
  void resume_waiters() noexcept;
  void rethrow_if_unhandled_exception() {
    if (exception_)
      std::rethrow_exception(exception_);
  }

private:
  std::exception_ptr exception_;
};

template <typename T>
class shared_task_promise : public shared_task_promise_base {
public:
  shared_task_promise() noexcept {}
  ~shared_task_promise() {}
  shared_task<T> get_return_object() noexcept;
  template <typename Value,
            typename = std::enable_if_t<std::is_convertible_v<Value &&, T>>>
  void return_value(Value &&value) {
    new (static_cast<void *>(&value_)) T(std::forward<Value>(value));
  }
  T &result() {
    this->rethrow_if_unhandled_exception();
    return value_;
  }

private:
  union {
    T value_;
  };
};
template <> class shared_task_promise<void> : public shared_task_promise_base {
public:
  shared_task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void result() { rethrow_if_unhandled_exception(); }
};
template <typename T>
class shared_task_promise<T &> : public shared_task_promise_base {
public:
  shared_task<T &> get_return_object() noexcept;
  void return_value(T &value) noexcept { value_ = &value; }
  T &result() {
    this->rethrow_if_unhandled_exception();
    return *value_;
  }

private:
  T *value_;
};
} // namespace detail

template <typename T = void> class [[nodiscard]] shared_task {
public:
  using promise_type = detail::shared_task_promise<T>;
  using value_type = T;

private:
  struct awaitable_base {
    std::coroutine_handle<promise_type> coroutine_;
    awaitable_base(std::coroutine_handle<promise_type> coroutine) noexcept
        : coroutine_(coroutine) {}
    bool await_ready() const noexcept {
      return !coroutine_ || coroutine_.promise().is_ready();
    }
    bool await_suspend(std::coroutine_handle<> awaiter) noexcept {
      return coroutine_.promise().try_await(awaiter, coroutine_);
    }
  };

public:
  shared_task() noexcept = default;
  explicit shared_task(std::coroutine_handle<promise_type> coroutine)
      : coroutine_(coroutine) {}
  shared_task(shared_task &&other) noexcept
      : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  shared_task(const shared_task &other) noexcept
      : coroutine_(other.coroutine_) {
    if (coroutine_)
      coroutine_.promise().add_ref();
  }
  ~shared_task() {
    if (coroutine_ && !coroutine_.promise().try_detach())
      coroutine_.destroy();
  }
  shared_task &operator=(shared_task other) noexcept {
    swap(other);
    return *this;
  }
  void swap(shared_task &other) noexcept {
    std::swap(coroutine_, other.coroutine_);
  }
  bool is_ready() const noexcept {
    return !coroutine_ || coroutine_.promise().is_ready();
  }

  auto operator co_await() const noexcept {
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
template <typename T>
shared_task<T> shared_task_promise<T>::get_return_object() noexcept {
  return shared_task<T>{
      std::coroutine_handle<shared_task_promise>::from_promise(*this)};
}
template <typename T>
shared_task<T &> shared_task_promise<T &>::get_return_object() noexcept {
  return shared_task<T &>{
      std::coroutine_handle<shared_task_promise>::from_promise(*this)};
}
} // namespace detail

template <typename Awaitable>
auto make_shared_task(Awaitable awaitable)
    -> shared_task<detail::remove_rvalue_reference_t<
        typename awaitable_traits<Awaitable>::await_result_t>> {
  co_return co_await static_cast<Awaitable &&>(awaitable);
}
} // namespace cppcoro
