// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors userver/engine/mutex.hpp.
#pragma once
#pragma GCC system_header

namespace userver::engine {
class Mutex final {
public:
  Mutex();
  ~Mutex();
  Mutex(const Mutex &) = delete;
  void lock();
  void unlock();
  [[nodiscard]] bool try_lock() noexcept;
};
} // namespace userver::engine
