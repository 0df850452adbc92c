// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors userver/engine/sleep.hpp.
#pragma once
#pragma GCC system_header

namespace userver::engine {
void Yield();
template <typename Duration> void SleepFor(const Duration &duration) {}
template <typename Duration>
void InterruptibleSleepFor(const Duration &duration) {}
template <typename TimePoint> void SleepUntil(const TimePoint &time_point) {}
} // namespace userver::engine
