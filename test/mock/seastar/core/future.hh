// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/future.hh. Ready and failed futures have no state here.
#pragma once
#pragma GCC system_header

#include <concepts>
#include <coroutine>
#include <exception>
#include <seastar/core/task.hh>
#include <seastar/util/noncopyable_function.hh>
#include <source_location>
#include <type_traits>
#include <utility>

namespace seastar {
template <typename T = void> class promise;
template <typename T = void> class future;

template <typename... T> struct is_future : std::false_type {};
template <typename T> struct is_future<future<T>> : std::true_type {};

class broken_promise : public std::exception {};

namespace internal {
struct monostate {};
template <typename T>
using future_stored_type_t =
    std::conditional_t<std::is_void_v<T>, monostate, T>;

template <typename Func, typename T> struct future_result {
  using type = std::invoke_result_t<Func, T>;
};
template <typename Func> struct future_result<Func, void> {
  using type = std::invoke_result_t<Func>;
};
template <typename Func, typename T>
using future_result_t = typename future_result<Func, T>::type;

template <typename T> struct futurized {
  using type = future<T>;
};
template <typename T> struct futurized<future<T>> {
  using type = future<T>;
};

class promise_base {
protected:
  promise_base() noexcept;
  promise_base(promise_base &&x) noexcept;
  promise_base(const promise_base &) = delete;
  ~promise_base() noexcept;
};

class future_base {
protected:
  promise_base *_promise = nullptr;
  future_base() noexcept = default;
  future_base(future_base &&x) noexcept : _promise(x._promise) {
    x._promise = nullptr;
  }
  ~future_base() noexcept { clear(); }
  void clear() noexcept;

public:
  void set_coroutine(task &coroutine) noexcept;
};

template <typename R> R futurize_not_linked() { not_linked(); }
} // namespace internal

template <typename T> using futurize_t = typename internal::futurized<T>::type;

template <typename T> struct futurize {
  using type = futurize_t<T>;
  using promise_type = typename type::promise_type;
  using value_type = typename type::value_type;
  template <typename Func, typename... FuncArgs>
  static type invoke(Func &&func, FuncArgs &&...args) noexcept {
    internal::not_linked();
  }
  template <typename Arg>
  static type make_exception_future(Arg &&arg) noexcept {
    internal::not_linked();
  }
  static type current_exception_as_future() noexcept { internal::not_linked(); }
  template <typename Value> static type convert(Value &&value) {
    internal::not_linked();
  }
};

template <typename T> class promise : private internal::promise_base {
public:
  promise() noexcept {}
  promise(promise &&x) noexcept : internal::promise_base(std::move(x)) {}
  promise(const promise &) = delete;
  promise &operator=(promise &&x) noexcept { internal::not_linked(); }
  future<T> get_future() noexcept { internal::not_linked(); }
  void set_to_current_exception() noexcept {}
  template <typename... A> void set_value(A &&...a) noexcept {}
  template <typename... A> void emplace_value(A &&...a) noexcept {}
  void set_exception(std::exception_ptr &&ex) noexcept {}
  void set_exception(const std::exception_ptr &ex) noexcept {}
  template <typename Exception>
    requires(
        !std::same_as<std::remove_reference_t<Exception>, std::exception_ptr>)
  void set_exception(Exception &&e) noexcept {}
  task *waiting_task() noexcept { return nullptr; }
};

template <typename T>
class [[nodiscard]] future : private internal::future_base {
public:
  using value_type = internal::future_stored_type_t<T>;
  using promise_type = promise<T>;

  future(future &&x) noexcept : internal::future_base(std::move(x)) {}
  future(const future &) = delete;
  future &operator=(future &&x) noexcept {
    clear();
    _promise = std::exchange(x._promise, nullptr);
    return *this;
  }
  void operator=(const future &) = delete;

  value_type &&get() {
    wait();
    internal::not_linked();
  }
  std::exception_ptr get_exception() noexcept { internal::not_linked(); }
  void wait() noexcept {
    if (!available())
      do_wait();
  }
  bool available() const noexcept { return _promise == nullptr; }
  bool failed() const noexcept { internal::not_linked(); }

  template <typename Func,
            typename Result = futurize_t<internal::future_result_t<Func, T>>>
    requires std::invocable<Func, T> ||
             (std::same_as<void, T> && std::invocable<Func>)
  Result
      then(Func &&func,
           std::source_location sl = std::source_location::current()) noexcept {
    internal::not_linked();
  }
  template <typename Func> auto then_unpack(Func &&func) noexcept {
    return then([func = std::forward<Func>(func)](auto &&tuple) mutable {
      return apply(func, std::move(tuple));
    });
  }
  template <std::invocable<future> Func,
            typename FuncResult = std::invoke_result_t<Func, future>>
  futurize_t<FuncResult> then_wrapped(
      Func &&func,
      std::source_location sl = std::source_location::current()) & noexcept {
    internal::not_linked();
  }
  template <std::invocable<future &&> Func,
            typename FuncResult = std::invoke_result_t<Func, future &&>>
  futurize_t<FuncResult> then_wrapped(
      Func &&func,
      std::source_location sl = std::source_location::current()) && noexcept {
    internal::not_linked();
  }
  void forward_to(promise<T> &&pr) noexcept {}
  template <std::invocable Func>
  future<T>
  finally(Func &&func,
          std::source_location sl = std::source_location::current()) noexcept {
    internal::not_linked();
  }
  future<> or_terminate(
      std::source_location sl = std::source_location::current()) noexcept;
  future<> discard_result(
      std::source_location sl = std::source_location::current()) noexcept;
  template <typename Func>
    requires std::is_invocable_r_v<future<T>, Func, std::exception_ptr> ||
             (std::is_void_v<T> &&
              std::is_invocable_r_v<void, Func, std::exception_ptr>) ||
             (!std::is_void_v<T> &&
              std::is_invocable_r_v<T, Func, std::exception_ptr>)
  future<T> handle_exception(
      Func &&func,
      std::source_location sl = std::source_location::current()) noexcept {
    internal::not_linked();
  }
  template <typename Func>
  future<T> handle_exception_type(
      Func &&func,
      std::source_location sl = std::source_location::current()) noexcept {
    internal::not_linked();
  }
  void ignore_ready_future() noexcept;
  using internal::future_base::set_coroutine;

private:
  void do_wait() noexcept;
};
template <typename T>
future<> future<T>::or_terminate(std::source_location) noexcept {
  internal::not_linked();
}
template <typename T>
future<> future<T>::discard_result(std::source_location) noexcept {
  internal::not_linked();
}
template <typename T> void future<T>::ignore_ready_future() noexcept {}
template <typename T> void future<T>::do_wait() noexcept {}

template <typename T> future<T> make_ready_future(T &&value) noexcept {
  internal::not_linked();
}
template <typename T = void, typename... A>
future<T> make_ready_future(A &&...value) noexcept {
  internal::not_linked();
}
template <typename T>
future<std::remove_cvref_t<T>> as_ready_future(T &&value) noexcept {
  internal::not_linked();
}
template <typename T = void>
future<T> make_exception_future(std::exception_ptr &&value) noexcept {
  internal::not_linked();
}
template <typename T = void, typename Exception>
future<T> make_exception_future(Exception &&ex) noexcept {
  internal::not_linked();
}
template <typename T = void, typename Exception>
future<T> make_exception_future_with_backtrace(Exception &&ex) noexcept {
  internal::not_linked();
}
template <typename T = void> future<T> current_exception_as_future() noexcept {
  internal::not_linked();
}
void engine_exit(std::exception_ptr eptr = {});

template <typename Func, typename... Args>
auto futurize_invoke(Func &&func, Args &&...args) noexcept {
  return futurize<std::invoke_result_t<Func, Args &&...>>::invoke(
      std::forward<Func>(func), std::forward<Args>(args)...);
}
} // namespace seastar
