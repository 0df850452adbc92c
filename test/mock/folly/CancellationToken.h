// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/CancellationToken.h.
#pragma once
#pragma GCC system_header

#include "folly/Function.h"
#include "folly/OperationCancelled.h"

namespace folly {
class CancellationToken {
public:
  CancellationToken() noexcept = default;
  CancellationToken(const CancellationToken &other) noexcept;
  CancellationToken(CancellationToken &&other) noexcept;
  CancellationToken &operator=(const CancellationToken &other) noexcept;
  CancellationToken &operator=(CancellationToken &&other) noexcept;
  ~CancellationToken();
  bool isCancellationRequested() const noexcept;
  bool canBeCancelled() const noexcept;
};

class CancellationSource {
public:
  CancellationSource();
  CancellationSource(const CancellationSource &other) noexcept;
  CancellationSource(CancellationSource &&other) noexcept;
  CancellationSource &operator=(const CancellationSource &other) noexcept;
  CancellationSource &operator=(CancellationSource &&other) noexcept;
  ~CancellationSource();
  bool isCancellationRequested() const noexcept;
  bool canBeCancelled() const noexcept;
  CancellationToken getToken() const noexcept;
  bool requestCancellation() const noexcept;
};

class CancellationCallback {
public:
  template <typename Callable>
  CancellationCallback(CancellationToken &&, Callable &&) {}
  template <typename Callable>
  CancellationCallback(const CancellationToken &, Callable &&) {}
  ~CancellationCallback();
  CancellationCallback(const CancellationCallback &) = delete;
  CancellationCallback &operator=(const CancellationCallback &) = delete;
};

struct cancellation_token_merge_fn {
  template <typename... Ts> CancellationToken operator()(Ts &&...) const {
    return {};
  }
};
inline constexpr cancellation_token_merge_fn cancellation_token_merge{};
} // namespace folly
