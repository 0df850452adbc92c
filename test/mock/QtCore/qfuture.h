// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors QtCore/qfuture.h, qpromise.h, qfuturewatcher.h, qthreadpool.h and
// QtConcurrent/qtconcurrentrun.h of Qt 6.
#pragma once
#pragma GCC system_header

#include "QtCore/qcore.h"
#include <exception>

class QThreadPool : public QObject {
public:
  explicit QThreadPool(QObject *parent = nullptr);
  static QThreadPool *globalInstance();
  template <typename Function> void start(Function &&, int = 0) {}
  bool waitForDone(int msecs = -1);
};

namespace qt_mock {
// What continues a future: with its value, with the future or with nothing.
template <typename Future, typename T, typename Function> auto continued() {
  if constexpr (std::is_invocable_v<Function, Future>)
    return std::type_identity<std::invoke_result_t<Function, Future>>();
  else if constexpr (std::is_void_v<T>)
    return std::type_identity<std::invoke_result_t<Function>>();
  else
    return std::type_identity<std::invoke_result_t<Function, T>>();
}
template <typename Future, typename T, typename Function>
using continued_t = typename decltype(continued<Future, T, Function>())::type;
} // namespace qt_mock

template <typename T> class QFuture {
public:
  QFuture() {}
  QFuture(const QFuture &) {}
  QFuture &operator=(const QFuture &) { return *this; }
  ~QFuture() {}
  void cancel();
  bool isCanceled() const;
  bool isStarted() const;
  bool isFinished() const;
  bool isRunning() const;
  bool isValid() const;
  T result() const { qt_mock::not_linked(); }
  T takeResult()
    requires(!std::is_void_v<T>)
  {
    qt_mock::not_linked();
  }
  void waitForFinished();
  template <typename Function>
  QFuture<qt_mock::continued_t<QFuture, T, Function>> then(Function &&) {
    return {};
  }
  template <typename Function>
  QFuture<qt_mock::continued_t<QFuture, T, Function>> then(QThreadPool *,
                                                           Function &&) {
    return {};
  }
  template <typename Function>
  QFuture<qt_mock::continued_t<QFuture, T, Function>> then(QObject *,
                                                           Function &&) {
    return {};
  }
  template <typename Function> QFuture onFailed(Function &&) { return {}; }
  template <typename Function> QFuture onFailed(QObject *, Function &&) {
    return {};
  }
  template <typename Function> QFuture onCanceled(Function &&) { return {}; }
};

template <typename T> class QPromise {
public:
  QPromise();
  QPromise(QPromise &&other);
  ~QPromise();
  QFuture<T> future() const { return {}; }
  template <typename... Args> bool addResult(Args &&...) { return true; }
  void setException(const std::exception_ptr &);
  void start();
  void finish();
  bool isCanceled() const;
};

class QFutureWatcherBase : public QObject {
public:
  void finished();
  bool isFinished() const;
  void waitForFinished();
};
template <typename T> class QFutureWatcher : public QFutureWatcherBase {
public:
  explicit QFutureWatcher(QObject *parent = nullptr) { (void)parent; }
  void setFuture(const QFuture<T> &) {}
  QFuture<T> future() const { return {}; }
  T result() const { qt_mock::not_linked(); }
};

namespace QtConcurrent {
template <typename Function, typename... Args>
[[nodiscard]] auto run(QThreadPool *, Function &&, Args &&...) -> QFuture<
    std::invoke_result_t<std::decay_t<Function>, std::decay_t<Args>...>> {
  return {};
}
template <typename Function, typename... Args>
[[nodiscard]] auto run(Function &&, Args &&...) -> QFuture<
    std::invoke_result_t<std::decay_t<Function>, std::decay_t<Args>...>> {
  return {};
}
} // namespace QtConcurrent

namespace QtFuture {
template <typename T> QFuture<std::decay_t<T>> makeReadyValueFuture(T &&) {
  return {};
}
inline QFuture<void> makeReadyVoidFuture() { return {}; }
} // namespace QtFuture
