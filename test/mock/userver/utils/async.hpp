// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors userver/utils/async.hpp.
#pragma once
#pragma GCC system_header

#include <userver/engine/task/task_with_result.hpp>

namespace userver::utils {
// The name is a std::string there, whose header is not light.
template <typename Function, typename... Args>
[[nodiscard]] auto Async(const char *name, Function &&f, Args &&...args)
    -> engine::TaskWithResult<std::invoke_result_t<Function, Args...>> {
  engine::impl::NotLinked();
}
template <typename Function, typename... Args>
[[nodiscard]] auto Async(engine::TaskProcessor &task_processor,
                         const char *name, Function &&f, Args &&...args)
    -> engine::TaskWithResult<std::invoke_result_t<Function, Args...>> {
  engine::impl::NotLinked();
}
template <typename Function, typename... Args>
[[nodiscard]] auto CriticalAsync(const char *name, Function &&f, Args &&...args)
    -> engine::TaskWithResult<std::invoke_result_t<Function, Args...>> {
  engine::impl::NotLinked();
}
} // namespace userver::utils
