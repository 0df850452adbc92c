// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/when_all_ready.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/awaitable_traits.hpp"
#include "std_forward.hpp"
#include <tuple>

namespace cppcoro {
namespace detail {
template <typename T> struct unwrap_reference {
  using type = T;
};
template <typename T> struct unwrap_reference<std::reference_wrapper<T>> {
  using type = T;
};
template <typename T>
using unwrap_reference_t = typename unwrap_reference<T>::type;
template <typename T>
using unwrapped_result_t = typename awaitable_traits<
    unwrap_reference_t<std::remove_reference_t<T>>>::await_result_t;

struct void_value {};

// Starts when the group is awaited; holds the result or the exception.
template <typename Result> class when_all_task final {
public:
  when_all_task(when_all_task &&other) noexcept {}
  ~when_all_task() {}
  when_all_task(const when_all_task &) = delete;
  when_all_task &operator=(const when_all_task &) = delete;
  std::add_lvalue_reference_t<Result> result() & { detail::not_linked(); }
  std::add_rvalue_reference_t<Result> result() && { detail::not_linked(); }
};

template <typename TaskContainer> class when_all_ready_awaitable {
  template <typename Tasks> struct awaiter {
    when_all_ready_awaitable &awaitable_;
    bool await_ready() const noexcept { return awaitable_.is_ready(); }
    bool await_suspend(std::coroutine_handle<> awaiting) noexcept {
      return awaitable_.try_await(awaiting);
    }
    Tasks await_resume() noexcept {
      return static_cast<Tasks>(awaitable_.tasks_);
    }
  };

public:
  when_all_ready_awaitable(when_all_ready_awaitable &&other) = default;
  when_all_ready_awaitable(const when_all_ready_awaitable &) = delete;
  auto operator co_await() & noexcept {
    return awaiter<TaskContainer &>{*this};
  }
  auto operator co_await() && noexcept {
    return awaiter<TaskContainer &&>{*this};
  }

private:
  bool is_ready() const noexcept { not_linked(); }
  bool try_await(std::coroutine_handle<>) noexcept { not_linked(); }
  TaskContainer tasks_;
};
} // namespace detail

template <
    typename... Awaitables,
    std::enable_if_t<std::conjunction_v<is_awaitable<detail::unwrap_reference_t<
                         std::remove_reference_t<Awaitables>>>...>,
                     int> = 0>
[[nodiscard]] auto when_all_ready(Awaitables &&...awaitables)
    -> detail::when_all_ready_awaitable<std::tuple<
        detail::when_all_task<detail::unwrapped_result_t<Awaitables>>...>> {
  detail::not_linked();
}
template <typename Awaitable, typename Allocator,
          typename Result = detail::unwrapped_result_t<Awaitable>>
[[nodiscard]] auto when_all_ready(std::vector<Awaitable, Allocator> awaitables)
    -> detail::when_all_ready_awaitable<
        std::vector<detail::when_all_task<Result>,
                    std::allocator<detail::when_all_task<Result>>>> {
  detail::not_linked();
}
} // namespace cppcoro
