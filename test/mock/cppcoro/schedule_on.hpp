// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/schedule_on.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/async_generator.hpp"
#include "cppcoro/shared_task.hpp"
#include "cppcoro/task.hpp"

namespace cppcoro {
template <typename Scheduler> struct schedule_on_transform {
  explicit schedule_on_transform(Scheduler &s) noexcept : scheduler(s) {}
  Scheduler &scheduler;
};
template <typename Scheduler>
schedule_on_transform<Scheduler> schedule_on(Scheduler &scheduler) {
  return schedule_on_transform<Scheduler>{scheduler};
}
template <typename Scheduler, typename Awaitable>
auto schedule_on(Scheduler &scheduler, Awaitable awaitable)
    -> task<detail::remove_rvalue_reference_t<
        typename awaitable_traits<Awaitable>::await_result_t>> {
  co_await scheduler.schedule();
  co_return co_await std::move(awaitable);
}
template <typename T, typename Scheduler>
async_generator<T> schedule_on(Scheduler &scheduler,
                               async_generator<T> source) {
  detail::not_linked();
}
template <typename T, typename Scheduler>
decltype(auto) operator|(T &&value,
                         schedule_on_transform<Scheduler> transform) {
  return schedule_on(transform.scheduler, std::forward<T>(value));
}
} // namespace cppcoro
