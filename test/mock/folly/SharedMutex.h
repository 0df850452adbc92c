// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/SharedMutex.h.
#pragma once
#pragma GCC system_header

namespace folly {
class SharedMutex {
public:
  constexpr SharedMutex() noexcept {}
  SharedMutex(const SharedMutex &) = delete;
  SharedMutex &operator=(const SharedMutex &) = delete;
  void lock();
  bool try_lock();
  void unlock();
  void lock_shared();
  bool try_lock_shared();
  void unlock_shared();
};
} // namespace folly
