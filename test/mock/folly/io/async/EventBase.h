// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/io/async/EventBase.h and ScopedEventBaseThread.h.
#pragma once
#pragma GCC system_header

#include "folly/Executor.h"

namespace folly {
class EventBase : public SequencedExecutor, public DrivableExecutor {
public:
  EventBase();
  ~EventBase() override;
  bool loop();
  bool loopOnce(int flags = 0);
  void loopForever();
  void terminateLoopSoon();
  void runInLoop(Func c, bool thisIteration = false);
  void runInEventBaseThread(Func fn) noexcept;
  void runInEventBaseThreadAlwaysEnqueue(Func fn) noexcept;
  void runInEventBaseThreadAndWait(Func fn) noexcept;
  void runImmediatelyOrRunInEventBaseThreadAndWait(Func fn) noexcept;
  void runImmediatelyOrRunInEventBaseThread(Func fn) noexcept;
  void runAfterDelay(Func fn, std::uint32_t milliseconds);
  void runOnDestruction(Func fn);
  bool isRunning() const;
  bool isInEventBaseThread() const;
  void waitUntilRunning();
  void add(Func fn) override;
  void drive() override;
};

class ScopedEventBaseThread : public IOExecutor, public SequencedExecutor {
public:
  ScopedEventBaseThread();
  ~ScopedEventBaseThread() override;
  EventBase *getEventBase() override;
  void add(Func func) override;
};
} // namespace folly
