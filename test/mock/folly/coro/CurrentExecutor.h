// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/coro/CurrentExecutor.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"
#include "folly/coro/Coroutine.h"

namespace folly::coro {
namespace detail {
struct co_current_executor_ {
  enum class secret_ { token_ };
  explicit constexpr co_current_executor_(secret_) {}
};
struct co_current_cancellation_token_ {
  enum class secret_ { token_ };
  explicit constexpr co_current_cancellation_token_(secret_) {}
};
class co_reschedule_on_current_executor_ {
  class Awaiter {
  public:
    explicit Awaiter(Executor::KeepAlive<> executor) noexcept
        : executor_(std::move(executor)) {}
    bool await_ready() noexcept { return false; }
    void await_suspend(coroutine_handle<> coro);
    void await_resume() noexcept {}

  private:
    Executor::KeepAlive<> executor_;
  };

  friend Awaiter co_viaIfAsync(Executor::KeepAlive<> executor,
                               co_reschedule_on_current_executor_) {
    return Awaiter{std::move(executor)};
  }
};
} // namespace detail

using co_current_executor_t = detail::co_current_executor_;
inline constexpr co_current_executor_t co_current_executor{
    co_current_executor_t::secret_::token_};
using co_reschedule_on_current_executor_t =
    detail::co_reschedule_on_current_executor_;
inline constexpr co_reschedule_on_current_executor_t
    co_reschedule_on_current_executor;
using co_current_cancellation_token_t = detail::co_current_cancellation_token_;
inline constexpr co_current_cancellation_token_t co_current_cancellation_token{
    co_current_cancellation_token_t::secret_::token_};
class co_safe_point_t final {};
inline constexpr co_safe_point_t co_safe_point{};
} // namespace folly::coro
