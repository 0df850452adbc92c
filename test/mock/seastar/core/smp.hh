// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/smp.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/future.hh>

namespace seastar {
class smp_service_group {};
smp_service_group default_smp_service_group() noexcept;

struct smp_submit_to_options {
  smp_service_group service_group;
  smp_submit_to_options(
      smp_service_group service_group = default_smp_service_group()) noexcept
      : service_group(service_group) {}
};

class smp {
public:
  template <typename Func>
  static futurize_t<std::invoke_result_t<Func>>
  submit_to(unsigned t, smp_submit_to_options options, Func &&func) noexcept {
    internal::not_linked();
  }
  template <typename Func>
  static futurize_t<std::invoke_result_t<Func>>
  submit_to(unsigned t, Func &&func) noexcept {
    internal::not_linked();
  }
  template <typename Func>
    requires std::is_nothrow_move_constructible_v<Func>
  static future<> invoke_on_all(smp_submit_to_options options,
                                Func &&func) noexcept {
    internal::not_linked();
  }
  template <typename Func> static future<> invoke_on_all(Func &&func) noexcept {
    internal::not_linked();
  }
  template <typename Func>
    requires std::is_nothrow_move_constructible_v<Func>
  static future<> invoke_on_others(unsigned cpu_id, Func func) noexcept {
    internal::not_linked();
  }
  static unsigned count;
};
} // namespace seastar
