// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/resume_on.hpp.
#pragma once
#pragma GCC system_header

#include "cppcoro/async_generator.hpp"
#include "cppcoro/task.hpp"

namespace cppcoro {
template <typename Scheduler> struct resume_on_transform {
  explicit resume_on_transform(Scheduler &s) noexcept : scheduler(s) {}
  Scheduler &scheduler;
};
template <typename Scheduler>
resume_on_transform<Scheduler> resume_on(Scheduler &scheduler) noexcept {
  return resume_on_transform<Scheduler>(scheduler);
}
template <typename Scheduler, typename Awaitable>
auto resume_on(Scheduler &scheduler, Awaitable awaitable)
    -> task<detail::remove_rvalue_reference_t<
        typename awaitable_traits<Awaitable>::await_result_t>> {
  detail::not_linked();
}
template <typename Scheduler, typename T>
async_generator<T> resume_on(Scheduler &scheduler, async_generator<T> source) {
  detail::not_linked();
}
template <typename T, typename Scheduler>
decltype(auto) operator|(T &&value, resume_on_transform<Scheduler> transform) {
  return resume_on(transform.scheduler, std::forward<T>(value));
}
} // namespace cppcoro
