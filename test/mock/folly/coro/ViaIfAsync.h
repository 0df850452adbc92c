// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/ViaIfAsync.h, Traits.h, WithCancellation.h and Nothrow.h.
// A variable that is a customization point stands in namespace folly_cpo__, so
// that friends may have its name.
#pragma once
#pragma GCC system_header

#include "folly/CancellationToken.h"
#include "folly/Executor.h"
#include "folly/Try.h"
#include "folly/coro/Coroutine.h"

namespace folly::coro {
namespace detail {
// Finds friends by their arguments.
namespace adl {
void co_viaIfAsync();
void co_withCancellation();
void co_withExecutor();

template <typename T>
concept member_co_await =
    requires(T &&value) { static_cast<T &&>(value).operator co_await(); };
template <typename T>
concept free_co_await =
    requires(T &&value) { operator co_await(static_cast<T &&>(value)); };
template <typename T>
concept own_via = requires(Executor::KeepAlive<> executor, T &&value) {
  co_viaIfAsync(std::move(executor), static_cast<T &&>(value));
};
template <typename T>
concept member_via = requires(Executor::KeepAlive<> executor, T &&value) {
  static_cast<T &&>(value).viaIfAsync(std::move(executor));
};
template <typename T>
concept own_cancellation = requires(const CancellationToken &token, T &&value) {
  co_withCancellation(token, static_cast<T &&>(value));
};

struct get_awaiter_fn {
  template <typename T> decltype(auto) operator()(T &&value) const {
    if constexpr (member_co_await<T>)
      return static_cast<T &&>(value).operator co_await();
    else if constexpr (free_co_await<T>)
      return operator co_await(static_cast<T &&>(value));
    else
      return static_cast<T &&>(value);
  }
};

// Resumes on the coroutine's executor whatever the awaitable itself does.
template <typename Awaitable> class ViaIfAsyncAwaitable {
  using Awaiter = decltype(get_awaiter_fn{}(std::declval<Awaitable>()));

public:
  ViaIfAsyncAwaitable(Executor::KeepAlive<>, Awaitable &&awaitable)
      : awaiter_(get_awaiter_fn{}(static_cast<Awaitable &&>(awaitable))) {}
  bool await_ready() { return awaiter_.await_ready(); }
  template <typename Promise>
  auto await_suspend(coroutine_handle<Promise> continuation) {
    return awaiter_.await_suspend(continuation);
  }
  decltype(auto) await_resume() { return awaiter_.await_resume(); }
  decltype(auto) await_resume_try()
    requires requires(std::remove_reference_t<Awaiter> &a) {
      a.await_resume_try();
    }
  {
    return awaiter_.await_resume_try();
  }

private:
  Awaiter awaiter_;
};

struct ViaIfAsyncFunction {
  template <typename Awaitable>
  auto operator()(Executor::KeepAlive<> executor, Awaitable &&awaitable) const {
    if constexpr (own_via<Awaitable>)
      return co_viaIfAsync(std::move(executor),
                           static_cast<Awaitable &&>(awaitable));
    else if constexpr (member_via<Awaitable>)
      return static_cast<Awaitable &&>(awaitable).viaIfAsync(
          std::move(executor));
    else
      return ViaIfAsyncAwaitable<Awaitable>(
          std::move(executor), static_cast<Awaitable &&>(awaitable));
  }
};

struct WithCancellationFunction {
  template <typename Awaitable>
  decltype(auto) operator()(const CancellationToken &token,
                            Awaitable &&awaitable) const {
    if constexpr (own_cancellation<Awaitable>)
      return co_withCancellation(token, static_cast<Awaitable &&>(awaitable));
    else
      return static_cast<Awaitable &&>(awaitable);
  }
};

struct WithExecutorFunction {
  template <typename Awaitable>
  auto operator()(Executor::KeepAlive<> executor, Awaitable awaitable) const
      -> decltype(co_withExecutor(std::move(executor), std::move(awaitable))) {
    return co_withExecutor(std::move(executor), std::move(awaitable));
  }
};
} // namespace adl

using adl::get_awaiter_fn;
} // namespace detail

namespace folly_cpo__ {
inline constexpr detail::adl::ViaIfAsyncFunction co_viaIfAsync{};
inline constexpr detail::adl::WithCancellationFunction co_withCancellation{};
inline constexpr detail::adl::WithExecutorFunction co_withExecutor{};
} // namespace folly_cpo__
using namespace folly_cpo__;

template <typename T>
using await_result_t =
    decltype(detail::get_awaiter_fn{}(std::declval<T>()).await_resume());
template <typename T>
using semi_await_awaitable_t = decltype(folly_cpo__::co_viaIfAsync(
    std::declval<Executor::KeepAlive<>>(), std::declval<T>()));
template <typename T>
using semi_await_result_t = await_result_t<semi_await_awaitable_t<T>>;

namespace detail {
template <typename Awaitable> class TryAwaiter {
  using Awaiter = decltype(get_awaiter_fn{}(std::declval<Awaitable>()));

public:
  explicit TryAwaiter(Awaitable &&awaitable)
      : awaiter_(get_awaiter_fn{}(static_cast<Awaitable &&>(awaitable))) {}
  bool await_ready() { return awaiter_.await_ready(); }
  template <typename Promise>
  auto await_suspend(coroutine_handle<Promise> continuation) {
    return awaiter_.await_suspend(continuation);
  }
  auto await_resume() noexcept { return awaiter_.await_resume_try(); }

private:
  Awaiter awaiter_;
};

template <typename T> class TryAwaitable {
public:
  explicit TryAwaitable(T &&inner) : inner_(static_cast<T &&>(inner)) {}
  auto viaIfAsync(Executor::KeepAlive<> executor) && {
    return TryAwaiter<semi_await_awaitable_t<T>>(folly_cpo__::co_viaIfAsync(
        std::move(executor), static_cast<T &&>(inner_)));
  }

private:
  T inner_;
};

template <typename T> class NothrowAwaitable {
public:
  explicit NothrowAwaitable(T &&inner) : inner_(static_cast<T &&>(inner)) {}
  auto viaIfAsync(Executor::KeepAlive<> executor) && {
    return folly_cpo__::co_viaIfAsync(std::move(executor),
                                      static_cast<T &&>(inner_));
  }

private:
  T inner_;
};
} // namespace detail

template <typename Awaitable>
detail::TryAwaitable<std::remove_cvref_t<Awaitable>>
co_awaitTry(Awaitable &&awaitable) {
  return detail::TryAwaitable<std::remove_cvref_t<Awaitable>>{
      static_cast<Awaitable &&>(awaitable)};
}
template <typename Awaitable>
detail::NothrowAwaitable<std::remove_cvref_t<Awaitable>>
co_nothrow(Awaitable &&awaitable) {
  return detail::NothrowAwaitable<std::remove_cvref_t<Awaitable>>{
      static_cast<Awaitable &&>(awaitable)};
}
} // namespace folly::coro
