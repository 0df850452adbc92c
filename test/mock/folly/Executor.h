// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors folly/Executor.h.
#pragma once
#pragma GCC system_header

#include "folly/Function.h"

namespace folly {
using Func = Function<void()>;
class Executor;

template <typename ExecutorT = Executor> class ExecutorKeepAlive {
public:
  ExecutorKeepAlive() = default;
  ExecutorKeepAlive(ExecutorT *executor) : executor_(executor) {}
  template <typename Other>
    requires std::is_convertible_v<Other *, ExecutorT *>
  ExecutorKeepAlive(Other *executor) : executor_(executor) {}
  template <typename Other>
    requires std::is_convertible_v<Other *, ExecutorT *>
  ExecutorKeepAlive(const ExecutorKeepAlive<Other> &other)
      : executor_(other.get()) {}
  ExecutorKeepAlive(ExecutorKeepAlive &&other) noexcept;
  ExecutorKeepAlive(const ExecutorKeepAlive &other) noexcept;
  ExecutorKeepAlive &operator=(ExecutorKeepAlive &&other) noexcept;
  ExecutorKeepAlive &operator=(const ExecutorKeepAlive &other);
  ~ExecutorKeepAlive() { reset(); }
  void reset() noexcept;
  explicit operator bool() const { return executor_; }
  ExecutorT *get() const { return executor_; }
  ExecutorT &operator*() const { return *executor_; }
  ExecutorT *operator->() const { return executor_; }
  ExecutorKeepAlive copy() const { return *this; }
  ExecutorKeepAlive get_alias() const { return *this; }
  template <typename F> void add(F &&) && { detail::not_linked(); }

private:
  ExecutorT *executor_ = nullptr;
};

class Executor {
public:
  virtual ~Executor() = default;
  virtual void add(Func) = 0;
  virtual void addWithPriority(Func, std::int8_t priority);
  static constexpr std::int8_t LO_PRI = -128;
  static constexpr std::int8_t MID_PRI = 0;
  static constexpr std::int8_t HI_PRI = 127;

  template <typename ExecutorT = Executor>
  using KeepAlive = ExecutorKeepAlive<ExecutorT>;
  template <typename ExecutorT>
  static KeepAlive<ExecutorT> getKeepAliveToken(ExecutorT *executor) {
    return executor;
  }
  template <typename ExecutorT>
  static KeepAlive<ExecutorT> getKeepAliveToken(ExecutorT &executor) {
    return &executor;
  }
};

template <typename ExecutorT>
Executor::KeepAlive<ExecutorT> getKeepAliveToken(ExecutorT *executor) {
  return executor;
}
template <typename ExecutorT>
Executor::KeepAlive<ExecutorT> getKeepAliveToken(ExecutorT &executor) {
  return &executor;
}

// Mirrors folly/executors/DrivableExecutor.h.
class DrivableExecutor : public virtual Executor {
public:
  virtual void drive() = 0;
};
// Mirrors folly/executors/SequencedExecutor.h.
class SequencedExecutor : public virtual Executor {};
// Mirrors folly/executors/IOExecutor.h.
class EventBase;
class IOExecutor : public virtual Executor {
public:
  virtual EventBase *getEventBase() = 0;
};
} // namespace folly
