// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors exec/async_scope.hpp of stdexec.
#pragma once
#pragma GCC system_header

#include "stdexec/execution.hpp"

namespace exec {
struct async_scope {
  async_scope() noexcept;
  ~async_scope();
  template <stdexec::sender Sender>
  [[nodiscard]] stdexec::__mock::passed<Sender> when_empty(Sender &&) const {
    return {};
  }
  [[nodiscard]] stdexec::__mock::sender<> on_empty() const { return {}; }
  template <stdexec::sender Sender>
  [[nodiscard]] stdexec::__mock::passed<Sender> nest(Sender &&) {
    return {};
  }
  template <stdexec::sender Sender> void spawn(Sender &&) {}
  template <stdexec::sender Sender>
  [[nodiscard]] stdexec::__mock::passed<Sender> spawn_future(Sender &&) {
    return {};
  }
  bool request_stop() noexcept;
};
} // namespace exec
