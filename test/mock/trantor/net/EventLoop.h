// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors trantor/net/EventLoop.h and EventLoopThread.h.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <cstdint>
#include <ratio>

namespace trantor {
using TimerId = std::uint64_t;
using Func = std::function<void()>;

class EventLoop {
public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop &) = delete;
  void loop();
  void quit();
  bool isInLoopThread() const;
  bool isRunning();
  static EventLoop *getEventLoopOfCurrentThread();
  void runInLoop(const Func &f);
  void runInLoop(Func &&f);
  void queueInLoop(const Func &f);
  void queueInLoop(Func &&f);
  TimerId runAfter(double delay, const Func &cb);
  TimerId runAfter(double delay, Func &&cb);
  TimerId runEvery(double interval, const Func &cb);
  TimerId runEvery(double interval, Func &&cb);
  void invalidateTimer(TimerId id);
  void runOnQuit(Func &&cb);
};

class EventLoopThread {
public:
  EventLoopThread();
  ~EventLoopThread();
  EventLoop *getLoop() const;
  void run();
};
class EventLoopThreadPool {
public:
  explicit EventLoopThreadPool(std::size_t threads);
  ~EventLoopThreadPool();
  void start();
  EventLoop *getNextLoop();
};
} // namespace trantor
