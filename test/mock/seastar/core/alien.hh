// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/alien.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/future.hh>

namespace seastar::alien {
class instance {};
template <typename Func>
void run_on(instance &instance, unsigned shard, Func func) {
  internal::not_linked();
}
template <std::invocable Func>
std::future<typename futurize<std::invoke_result_t<Func>>::value_type>
submit_to(instance &instance, unsigned shard, Func func) {
  internal::not_linked();
}
} // namespace seastar::alien
