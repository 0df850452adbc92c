// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors qcoro/qcorogenerator.h: a synchronous generator.
#pragma once
#pragma GCC system_header

#include <coroutine>
#include <exception>
#include <type_traits>

namespace QCoro {
template <typename T> class Generator;
namespace detail {
template <typename T> class GeneratorPromise {
  using value_type = std::remove_reference_t<T>;

public:
  Generator<T> get_return_object();
  std::suspend_always initial_suspend() { return {}; }
  std::suspend_always final_suspend() noexcept { return {}; }
  void unhandled_exception() { exception_ = std::current_exception(); }
  std::suspend_always yield_value(value_type &value) {
    value_ = &value;
    return {};
  }
  std::suspend_always yield_value(value_type &&value) {
    value_ = &value;
    return {};
  }
  void return_void() {}
  value_type &value() { return *value_; }
  void rethrowIfException() {
    if (exception_)
      std::rethrow_exception(exception_);
  }
  template <typename U> std::suspend_never await_transform(U &&) = delete;

private:
  value_type *value_ = nullptr;
  std::exception_ptr exception_;
};
} // namespace detail

template <typename T> class GeneratorIterator {
public:
  explicit GeneratorIterator(
      std::coroutine_handle<detail::GeneratorPromise<T>> coroutine)
      : coroutine_(coroutine) {}
  GeneratorIterator operator++() {
    coroutine_.resume();
    coroutine_.promise().rethrowIfException();
    return *this;
  }
  std::add_lvalue_reference_t<T> operator*() const noexcept {
    return coroutine_.promise().value();
  }
  bool operator==(const GeneratorIterator &other) const noexcept {
    return coroutine_ == other.coroutine_;
  }

private:
  std::coroutine_handle<detail::GeneratorPromise<T>> coroutine_;
};

template <typename T> class Generator {
public:
  using promise_type = detail::GeneratorPromise<T>;

  Generator(Generator &&other) noexcept;
  ~Generator();
  GeneratorIterator<T> begin() {
    coroutine_.resume();
    return GeneratorIterator<T>(coroutine_);
  }
  GeneratorIterator<T> end() { return GeneratorIterator<T>({}); }

private:
  friend promise_type;
  explicit Generator(std::coroutine_handle<promise_type> coroutine)
      : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};
template <typename T>
Generator<T> detail::GeneratorPromise<T>::get_return_object() {
  return Generator<T>(
      std::coroutine_handle<GeneratorPromise>::from_promise(*this));
}
} // namespace QCoro
