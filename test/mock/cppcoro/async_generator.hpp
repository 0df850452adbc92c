// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/async_generator.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/fmap.hpp"
#include "std_forward.hpp"
#include <exception>

namespace cppcoro {
template <typename T> class async_generator;

namespace detail {
template <typename T> class async_generator_iterator;

class async_generator_yield_operation final {
public:
  async_generator_yield_operation(std::coroutine_handle<> consumer) noexcept
      : consumer_(consumer) {}
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
    return consumer_;
  }
  void await_resume() noexcept {}

private:
  std::coroutine_handle<> consumer_;
};

class async_generator_promise_base {
public:
  async_generator_promise_base() noexcept = default;
  async_generator_promise_base(const async_generator_promise_base &) = delete;
  async_generator_promise_base &
  operator=(const async_generator_promise_base &) = delete;

  std::suspend_always initial_suspend() const noexcept { return {}; }
  async_generator_yield_operation final_suspend() noexcept {
    current_value_ = nullptr;
    return {consumer_};
  }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }
  void return_void() noexcept {}
  bool finished() const noexcept { return current_value_ == nullptr; }
  void rethrow_if_unhandled_exception() {
    if (exception_)
      std::rethrow_exception(std::move(exception_));
  }

protected:
  friend class async_generator_advance_operation;
  std::exception_ptr exception_;
  std::coroutine_handle<> consumer_;
  void *current_value_ = nullptr;
};

class async_generator_advance_operation {
protected:
  async_generator_advance_operation(std::nullptr_t) noexcept {}
  async_generator_advance_operation(async_generator_promise_base &promise,
                                    std::coroutine_handle<> producer) noexcept
      : promise_(&promise), producer_(producer) {}

public:
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<>
  await_suspend(std::coroutine_handle<> consumer) noexcept {
    promise_->consumer_ = consumer;
    return producer_;
  }

protected:
  async_generator_promise_base *promise_ = nullptr;
  std::coroutine_handle<> producer_;
};

template <typename T>
class async_generator_promise final : public async_generator_promise_base {
  using value_type = std::remove_reference_t<T>;

public:
  async_generator<T> get_return_object() noexcept;
  async_generator_yield_operation yield_value(value_type &value) noexcept {
    current_value_ = const_cast<std::remove_const_t<value_type> *>(&value);
    return {consumer_};
  }
  async_generator_yield_operation yield_value(value_type &&value) noexcept {
    return yield_value(value);
  }
  T &value() const noexcept {
    return *static_cast<value_type *>(current_value_);
  }
};

template <typename T>
class async_generator_increment_operation final
    : public async_generator_advance_operation {
public:
  async_generator_increment_operation(
      async_generator_iterator<T> &iterator) noexcept
      : async_generator_advance_operation(iterator.coroutine_.promise(),
                                          iterator.coroutine_),
        iterator_(iterator) {}
  async_generator_iterator<T> &await_resume() {
    if (promise_->finished())
      promise_->rethrow_if_unhandled_exception();
    return iterator_;
  }

private:
  async_generator_iterator<T> &iterator_;
};

template <typename T> class async_generator_iterator final {
  using promise_type = async_generator_promise<T>;

public:
  using iterator_category = std::input_iterator_tag;
  using difference_type = std::ptrdiff_t;
  using value_type = std::remove_reference_t<T>;
  using reference = std::add_lvalue_reference_t<T>;
  using pointer = std::add_pointer_t<value_type>;

  async_generator_iterator(std::nullptr_t) noexcept {}
  async_generator_iterator(
      std::coroutine_handle<promise_type> coroutine) noexcept
      : coroutine_(coroutine) {}
  async_generator_increment_operation<T> operator++() noexcept {
    return async_generator_increment_operation<T>{*this};
  }
  reference operator*() const noexcept { return coroutine_.promise().value(); }
  bool operator==(const async_generator_iterator &) const noexcept = default;

private:
  friend class async_generator_increment_operation<T>;
  std::coroutine_handle<promise_type> coroutine_;
};

template <typename T>
class async_generator_begin_operation final
    : public async_generator_advance_operation {
  using promise_type = async_generator_promise<T>;

public:
  async_generator_begin_operation(std::nullptr_t) noexcept
      : async_generator_advance_operation(nullptr) {}
  async_generator_begin_operation(
      std::coroutine_handle<promise_type> producer) noexcept
      : async_generator_advance_operation(producer.promise(), producer) {}
  bool await_ready() const noexcept { return promise_ == nullptr; }
  async_generator_iterator<T> await_resume() {
    if (promise_ == nullptr)
      return nullptr;
    if (promise_->finished())
      promise_->rethrow_if_unhandled_exception();
    return std::coroutine_handle<promise_type>::from_promise(
        *static_cast<promise_type *>(promise_));
  }
};
} // namespace detail

template <typename T> class [[nodiscard]] async_generator {
public:
  using promise_type = detail::async_generator_promise<T>;
  using iterator = detail::async_generator_iterator<T>;

  async_generator() noexcept = default;
  explicit async_generator(promise_type &promise) noexcept
      : coroutine_(std::coroutine_handle<promise_type>::from_promise(promise)) {
  }
  async_generator(async_generator &&other) noexcept
      : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  async_generator(const async_generator &) = delete;
  async_generator &operator=(const async_generator &) = delete;
  ~async_generator() {
    if (coroutine_)
      coroutine_.destroy();
  }
  async_generator &operator=(async_generator &&other) noexcept {
    swap(other);
    return *this;
  }
  auto begin() noexcept {
    if (!coroutine_)
      return detail::async_generator_begin_operation<T>{nullptr};
    return detail::async_generator_begin_operation<T>{coroutine_};
  }
  auto end() noexcept { return iterator{nullptr}; }
  void swap(async_generator &other) noexcept {
    std::swap(coroutine_, other.coroutine_);
  }

private:
  std::coroutine_handle<promise_type> coroutine_ = nullptr;
};

namespace detail {
template <typename T>
async_generator<T> async_generator_promise<T>::get_return_object() noexcept {
  return async_generator<T>{*this};
}
} // namespace detail

template <typename Func, typename T>
async_generator<std::invoke_result_t<
    Func &, decltype(*std::declval<typename async_generator<T>::iterator &>())>>
fmap(Func func, async_generator<T> source) {
  auto it = co_await source.begin();
  for (; it != source.end(); co_await ++it)
    co_yield func(*it);
}
} // namespace cppcoro
