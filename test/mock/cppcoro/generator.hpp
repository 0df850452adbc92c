// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/generator.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/coroutine.hpp"
#include "std_forward.hpp"
#include <exception>
#include <type_traits>
#include <utility>

namespace cppcoro {
template <typename T> class generator;

namespace detail {
template <typename T> class generator_promise {
public:
  using value_type = std::remove_reference_t<T>;
  using reference_type = std::conditional_t<std::is_reference_v<T>, T, T &>;
  using pointer_type = value_type *;

  generator<T> get_return_object() noexcept;
  constexpr std::suspend_always initial_suspend() const noexcept { return {}; }
  constexpr std::suspend_always final_suspend() const noexcept { return {}; }
  template <typename U = T,
            std::enable_if_t<!std::is_rvalue_reference<U>::value, int> = 0>
  std::suspend_always yield_value(std::remove_reference_t<T> &value) noexcept {
    value_ = &value;
    return {};
  }
  std::suspend_always yield_value(std::remove_reference_t<T> &&value) noexcept {
    value_ = &value;
    return {};
  }
  void unhandled_exception() { exception_ = std::current_exception(); }
  void return_void() {}
  reference_type value() const noexcept {
    return static_cast<reference_type>(*value_);
  }
  // A generator cannot await.
  template <typename U> std::suspend_never await_transform(U &&value) = delete;

private:
  pointer_type value_{};
  std::exception_ptr exception_{};
};

struct generator_sentinel {};

template <typename T> class generator_iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using difference_type = std::ptrdiff_t;
  using value_type = typename generator_promise<T>::value_type;
  using reference = typename generator_promise<T>::reference_type;
  using pointer = typename generator_promise<T>::pointer_type;

  generator_iterator() noexcept = default;
  explicit generator_iterator(
      std::coroutine_handle<generator_promise<T>> coroutine) noexcept
      : coroutine_(coroutine) {}
  friend bool operator==(const generator_iterator &it,
                         generator_sentinel) noexcept {
    return !it.coroutine_ || it.coroutine_.done();
  }
  generator_iterator &operator++() {
    coroutine_.resume();
    return *this;
  }
  void operator++(int) { (void)operator++(); }
  reference operator*() const noexcept { return coroutine_.promise().value(); }
  pointer operator->() const noexcept { return &operator*(); }

private:
  std::coroutine_handle<generator_promise<T>> coroutine_;
};
} // namespace detail

template <typename T> class [[nodiscard]] generator {
public:
  using promise_type = detail::generator_promise<T>;
  using iterator = detail::generator_iterator<T>;

  generator() noexcept = default;
  generator(generator &&other) noexcept
      : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  generator(const generator &other) = delete;
  ~generator() {
    if (coroutine_)
      coroutine_.destroy();
  }
  generator &operator=(generator other) noexcept {
    swap(other);
    return *this;
  }
  iterator begin() {
    if (coroutine_)
      coroutine_.resume();
    return iterator{coroutine_};
  }
  detail::generator_sentinel end() noexcept { return {}; }
  void swap(generator &other) noexcept {
    std::swap(coroutine_, other.coroutine_);
  }

private:
  friend class detail::generator_promise<T>;
  explicit generator(std::coroutine_handle<promise_type> coroutine) noexcept
      : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_ = nullptr;
};

namespace detail {
template <typename T>
generator<T> generator_promise<T>::get_return_object() noexcept {
  return generator<T>{
      std::coroutine_handle<generator_promise<T>>::from_promise(*this)};
}
} // namespace detail

template <typename Func, typename T>
generator<
    std::invoke_result_t<Func &, typename generator<T>::iterator::reference>>
fmap(Func func, generator<T> source) {
  for (auto &&value : source)
    co_yield func(static_cast<decltype(value)>(value));
}
} // namespace cppcoro
