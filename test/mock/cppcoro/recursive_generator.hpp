// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/recursive_generator.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/generator.hpp"

namespace cppcoro {
template <typename T> class [[nodiscard]] recursive_generator {
public:
  class promise_type final {
  public:
    auto get_return_object() noexcept { return recursive_generator<T>{*this}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept {
      exception_ = std::current_exception();
    }
    void return_void() noexcept {}
    std::suspend_always yield_value(T &value) noexcept {
      value_ = &value;
      return {};
    }
    std::suspend_always yield_value(T &&value) noexcept {
      value_ = &value;
      return {};
    }
    auto yield_value(recursive_generator &&generator) noexcept {
      return yield_value(generator);
    }
    auto yield_value(recursive_generator &generator) noexcept {
      struct awaitable {
        promise_type *child_;
        bool await_ready() noexcept { return child_ == nullptr; }
        void await_suspend(std::coroutine_handle<promise_type>) noexcept {}
        void await_resume() {
          if (child_)
            child_->throw_if_exception();
        }
      };
      return awaitable{generator.promise_};
    }
    // A generator cannot await.
    template <typename U>
    std::suspend_never await_transform(U &&value) = delete;

    void destroy() noexcept {
      std::coroutine_handle<promise_type>::from_promise(*this).destroy();
    }
    void throw_if_exception() {
      if (exception_)
        std::rethrow_exception(exception_);
    }
    T &value() noexcept { return *value_; }

  private:
    std::add_pointer_t<T> value_ = nullptr;
    std::exception_ptr exception_;
  };

  class iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using difference_type = std::ptrdiff_t;
    using value_type = std::remove_reference_t<T>;
    using reference = std::conditional_t<std::is_reference_v<T>, T, T &>;
    using pointer = std::add_pointer_t<T>;

    iterator() noexcept = default;
    explicit iterator(promise_type *promise) noexcept : promise_(promise) {}
    bool operator==(const iterator &other) const noexcept = default;
    iterator &operator++() { return *this; }
    void operator++(int) { (void)operator++(); }
    reference operator*() const noexcept {
      return static_cast<reference>(promise_->value());
    }
    pointer operator->() const noexcept { return &operator*(); }

  private:
    promise_type *promise_ = nullptr;
  };

  recursive_generator() noexcept = default;
  recursive_generator(promise_type &promise) noexcept : promise_(&promise) {}
  recursive_generator(recursive_generator &&other) noexcept
      : promise_(std::exchange(other.promise_, nullptr)) {}
  recursive_generator(const recursive_generator &other) = delete;
  recursive_generator &operator=(const recursive_generator &other) = delete;
  ~recursive_generator() {
    if (promise_)
      promise_->destroy();
  }
  recursive_generator &operator=(recursive_generator &&other) noexcept {
    std::swap(promise_, other.promise_);
    return *this;
  }
  iterator begin() { return iterator(promise_); }
  iterator end() noexcept { return iterator(nullptr); }
  void swap(recursive_generator &other) noexcept {
    std::swap(promise_, other.promise_);
  }

private:
  promise_type *promise_ = nullptr;
};

template <typename Func, typename T>
generator<std::invoke_result_t<
    Func &, typename recursive_generator<T>::iterator::reference>>
fmap(Func func, recursive_generator<T> source) {
  for (auto &&value : source)
    co_yield func(static_cast<decltype(value)>(value));
}
} // namespace cppcoro
