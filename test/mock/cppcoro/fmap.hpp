// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/fmap.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/awaitable_traits.hpp"

namespace cppcoro {
namespace detail {
template <typename Func, typename Awaitable> class fmap_awaiter {
  using awaiter_t = typename awaitable_traits<Awaitable &&>::awaiter_t;
  Func &&func_;
  awaiter_t awaiter_;

public:
  fmap_awaiter(Func &&func, Awaitable &&awaitable)
      : func_(static_cast<Func &&>(func)),
        awaiter_(detail::get_awaiter(static_cast<Awaitable &&>(awaitable))) {}
  decltype(auto) await_ready() {
    return static_cast<awaiter_t &&>(awaiter_).await_ready();
  }
  template <typename Promise>
  decltype(auto) await_suspend(std::coroutine_handle<Promise> coro) {
    return static_cast<awaiter_t &&>(awaiter_).await_suspend(std::move(coro));
  }
  decltype(auto) await_resume() {
    using result = decltype(std::declval<awaiter_t>().await_resume());
    if constexpr (std::is_void_v<result>) {
      static_cast<awaiter_t &&>(awaiter_).await_resume();
      return static_cast<Func &&>(func_)();
    } else {
      return static_cast<Func &&>(func_)(
          static_cast<awaiter_t &&>(awaiter_).await_resume());
    }
  }
};

template <typename Func, typename Awaitable> class fmap_awaitable {
public:
  template <typename FuncArg, typename AwaitableArg>
  explicit fmap_awaitable(FuncArg &&func, AwaitableArg &&awaitable)
      : func_(static_cast<FuncArg &&>(func)),
        awaitable_(static_cast<AwaitableArg &&>(awaitable)) {}
  auto operator co_await() const & {
    return fmap_awaiter<const Func &, const Awaitable &>(func_, awaitable_);
  }
  auto operator co_await() & {
    return fmap_awaiter<Func &, Awaitable &>(func_, awaitable_);
  }
  auto operator co_await() && {
    return fmap_awaiter<Func &&, Awaitable &&>(
        static_cast<Func &&>(func_), static_cast<Awaitable &&>(awaitable_));
  }

private:
  Func func_;
  Awaitable awaitable_;
};
} // namespace detail

template <typename Func> struct fmap_transform {
  explicit fmap_transform(Func &&f) : func(std::forward<Func>(f)) {}
  Func func;
};

template <typename Func, typename Awaitable,
          std::enable_if_t<is_awaitable_v<Awaitable>, int> = 0>
auto fmap(Func &&func, Awaitable &&awaitable) {
  return detail::fmap_awaitable<std::remove_cvref_t<Func>,
                                std::remove_cvref_t<Awaitable>>(
      std::forward<Func>(func), std::forward<Awaitable>(awaitable));
}
template <typename Func> auto fmap(Func &&func) {
  return fmap_transform<Func>{std::forward<Func>(func)};
}
template <typename T, typename Func>
decltype(auto) operator|(T &&value, fmap_transform<Func> &&transform) {
  return fmap(std::forward<Func>(transform.func), std::forward<T>(value));
}
template <typename T, typename Func>
decltype(auto) operator|(T &&value, const fmap_transform<Func> &transform) {
  return fmap(transform.func, std::forward<T>(value));
}
template <typename T, typename Func>
decltype(auto) operator|(T &&value, fmap_transform<Func> &transform) {
  return fmap(transform.func, std::forward<T>(value));
}
} // namespace cppcoro
