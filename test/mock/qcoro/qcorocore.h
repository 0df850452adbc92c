// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors qcoro/core/qcorocore.h: futures, signals, timers, threads, devices.
#pragma once
#pragma GCC system_header

#include "qcoro/qcoroasyncgenerator.h"
#include "qcoro/qcorotask.h"

namespace QCoro {
namespace detail {
template <typename T> class QCoroFuture final {
public:
  class WaitForFinishedOperation {
  public:
    explicit WaitForFinishedOperation(const QFuture<T> &future)
        : future_(future) {}
    bool await_ready() const noexcept {
      return future_.isFinished() || future_.isCanceled();
    }
    void await_suspend(std::coroutine_handle<>) {}
    T await_resume() const { return future_.result(); }

  private:
    QFuture<T> future_;
  };

  explicit QCoroFuture(const QFuture<T> &future) : future_(future) {}
  Task<T> waitForFinished() {
    co_return co_await WaitForFinishedOperation{future_};
  }
  Task<T> result() { co_return co_await WaitForFinishedOperation{future_}; }

private:
  QFuture<T> future_;
};
template <typename T> struct awaiter_type<QFuture<T>> {
  using type = typename QCoroFuture<T>::WaitForFinishedOperation;
};

class QCoroTimer {
public:
  class WaitForTimeoutOperation {
  public:
    explicit WaitForTimeoutOperation(QTimer *timer);
    explicit WaitForTimeoutOperation(QTimer &timer);
    bool await_ready() const noexcept;
    void await_suspend(std::coroutine_handle<> awaiting);
    void await_resume() const;
  };
  explicit QCoroTimer(QTimer *timer);
  Task<void> waitForTimeout() const;
};
template <> struct awaiter_type<QTimer *> {
  using type = QCoroTimer::WaitForTimeoutOperation;
};
template <> struct awaiter_type<QTimer> {
  using type = QCoroTimer::WaitForTimeoutOperation;
};

class QCoroThread {
public:
  explicit QCoroThread(QThread *thread);
  Task<bool> waitForStarted();
  Task<bool> waitForFinished();
};
class QCoroIODevice {
public:
  explicit QCoroIODevice(QIODevice *device);
  Task<QByteArray> readAll();
  Task<QByteArray> readLine(std::int64_t maxSize = 0);
  Task<std::int64_t> write(const QByteArray &buffer);
};

// What a signal carries: nothing, one value or a tuple.
template <typename Signal> struct signal_value;
template <typename T> struct signal_value<void (T::*)()> {
  using type = void;
};
template <typename T>
struct signal_value<void (T::*)(QObject::QPrivateSignal)> {
  using type = void;
};
template <typename T, typename Arg> struct signal_value<void (T::*)(Arg)> {
  using type = std::decay_t<Arg>;
};
} // namespace detail

class ThreadContext {
public:
  explicit ThreadContext(QThread *thread);
  ~ThreadContext();
  ThreadContext(const ThreadContext &) = delete;
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> awaiter) noexcept;
  void await_resume() noexcept;
};
ThreadContext moveToThread(QThread *thread);

template <typename Rep, typename Period>
Task<> sleepFor(const std::chrono::duration<Rep, Period> &) {
  qt_mock::not_linked();
}
} // namespace QCoro

template <typename T> auto qCoro(const QFuture<T> &f) noexcept {
  return QCoro::detail::QCoroFuture<T>{f};
}
inline auto qCoro(QTimer *timer) noexcept {
  return QCoro::detail::QCoroTimer{timer};
}
inline auto qCoro(QTimer &timer) noexcept {
  return QCoro::detail::QCoroTimer{&timer};
}
inline auto qCoro(QThread *thread) {
  return QCoro::detail::QCoroThread(thread);
}
inline auto qCoro(QIODevice *device) {
  return QCoro::detail::QCoroIODevice(device);
}
inline auto qCoro(QIODevice &device) {
  return QCoro::detail::QCoroIODevice(&device);
}
template <typename T, typename Signal>
  requires std::is_base_of_v<QObject, T>
auto qCoro(T *, Signal)
    -> QCoro::Task<typename QCoro::detail::signal_value<Signal>::type> {
  qt_mock::not_linked();
}
