// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/cobalt/op.hpp, result.hpp, concepts.hpp, this_coro.hpp,
// this_thread.hpp and noop.hpp.
#pragma once
#pragma GCC system_header

#include "boost/asio/any_io_executor.hpp"
#include "boost/asio/cancellation_signal.hpp"
#include "boost/asio/cancellation_state.hpp"
#include "boost/asio/deferred.hpp"
#include "boost/asio/this_coro.hpp"
#include "boost/system/result.hpp"
#include <coroutine>
#include <exception>
#include <tuple>

namespace boost::cobalt {
using executor = boost::asio::any_io_executor;

namespace this_thread {
executor &get_executor();
bool has_executor();
void set_executor(executor exec) noexcept;
} // namespace this_thread

namespace this_coro {
using namespace boost::asio::this_coro;
struct cancelled_t {};
constexpr cancelled_t cancelled;
struct initial_t {};
constexpr initial_t initial;
} // namespace this_coro

namespace detail {
// The body of a template that user types without linkage can reach: such a
// function must be defined where it is used.
[[noreturn]] void not_linked();

template <typename T>
concept awaiter = requires(T &value) {
  { value.await_ready() } -> std::convertible_to<bool>;
  value.await_resume();
};
template <typename T> decltype(auto) get_awaiter(T &&value) {
  if constexpr (requires { static_cast<T &&>(value).operator co_await(); })
    return static_cast<T &&>(value).operator co_await();
  else if constexpr (requires { operator co_await(static_cast<T &&>(value)); })
    return operator co_await(static_cast<T &&>(value));
  else
    return static_cast<T &&>(value);
}
template <typename T>
using co_await_result_t =
    decltype(get_awaiter(std::declval<T>()).await_resume());

// What an operation yields: its error code is thrown.
template <typename... Args> struct op_value {
  using type = std::tuple<Args...>;
};
template <> struct op_value<> {
  using type = void;
};
template <typename T> struct op_value<T> {
  using type = T;
};
template <typename... Args>
struct op_value<system::error_code, Args...> : op_value<Args...> {};
template <typename... Args>
struct op_value<std::exception_ptr, Args...> : op_value<Args...> {};
} // namespace detail

template <typename T>
concept awaitable = requires(T &&value) {
  { detail::get_awaiter(static_cast<T &&>(value)) } -> detail::awaiter;
};

template <typename... Args> struct op {
  virtual ~op() = default;
  struct awaitable {
    bool await_ready() { return false; }
    template <typename Promise>
    bool await_suspend(std::coroutine_handle<Promise>) noexcept {
      return true;
    }
    typename detail::op_value<Args...>::type await_resume() {
      detail::not_linked();
    }
    std::tuple<Args...> await_resume(const struct as_tuple_tag &) {
      detail::not_linked();
    }
    auto await_resume(const struct as_result_tag &) {
      return system::result<typename detail::op_value<Args...>::type>(
          system::error_code());
    }
  };
  awaitable operator co_await() { return {}; }
};

struct use_op_t {
  constexpr use_op_t() {}
  template <typename InnerExecutor>
  struct executor_with_default : InnerExecutor {
    typedef use_op_t default_completion_token_type;
    executor_with_default(const InnerExecutor &ex) noexcept
        : InnerExecutor(ex) {}
  };
  template <typename T>
  using as_default_on_t = typename T::template rebind_executor<
      executor_with_default<typename T::executor_type>>::other;
};
constexpr use_op_t use_op{};

struct as_result_tag {};
struct as_tuple_tag {};
namespace detail {
template <typename Awaiter, typename Tag> struct tagged_awaiter {
  Awaiter awaiter;
  bool await_ready() { return awaiter.await_ready(); }
  template <typename T> auto await_suspend(std::coroutine_handle<T> h) {
    return awaiter.await_suspend(h);
  }
  auto await_resume() {
    if constexpr (requires { awaiter.await_resume(Tag{}); })
      return awaiter.await_resume(Tag{});
    else if constexpr (std::is_same_v<Tag, as_result_tag>)
      return system::result<decltype(awaiter.await_resume()),
                            std::exception_ptr>(std::exception_ptr());
    else
      return std::tuple<std::exception_ptr>();
  }
};
} // namespace detail
template <awaitable Aw> auto as_result(Aw &&aw) {
  using awaiter =
      std::decay_t<decltype(detail::get_awaiter(static_cast<Aw &&>(aw)))>;
  return detail::tagged_awaiter<awaiter, as_result_tag>{
      detail::get_awaiter(static_cast<Aw &&>(aw))};
}
template <awaitable Aw> auto as_tuple(Aw &&aw) {
  using awaiter =
      std::decay_t<decltype(detail::get_awaiter(static_cast<Aw &&>(aw)))>;
  return detail::tagged_awaiter<awaiter, as_tuple_tag>{
      detail::get_awaiter(static_cast<Aw &&>(aw))};
}

namespace detail {
// What the promises of all coroutine types accept.
template <typename T> struct ready_awaitable {
  T value;
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) noexcept {}
  T await_resume() { return std::move(value); }
};
struct promise_base {
  template <awaitable Aw> Aw &&await_transform(Aw &&aw) {
    return static_cast<Aw &&>(aw);
  }
  auto await_transform(asio::this_coro::executor_t) const noexcept {
    return ready_awaitable<executor>{this_thread::get_executor()};
  }
  auto await_transform(asio::this_coro::cancellation_state_t) const noexcept {
    return ready_awaitable<asio::cancellation_state>{};
  }
  auto await_transform(this_coro::cancelled_t) const noexcept {
    return ready_awaitable<asio::cancellation_type>{};
  }
  template <typename Signature, typename Initiation, typename... InitArgs>
  auto await_transform(
      asio::deferred_async_operation<Signature, Initiation, InitArgs...> &&);
};
} // namespace detail
} // namespace boost::cobalt

template <typename... Args>
class boost::asio::async_result<boost::cobalt::use_op_t, void(Args...)> {
public:
  struct [[nodiscard]] op_impl final : boost::cobalt::op<Args...> {};
  template <typename Initiation, typename... InitArgs>
  static op_impl initiate(Initiation &&, boost::cobalt::use_op_t,
                          InitArgs &&...) {
    return {};
  }
};
