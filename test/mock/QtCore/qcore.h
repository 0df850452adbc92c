// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors QtCore/qpointer.h, qtimer.h, qthread.h, qmutex.h, qwaitcondition.h,
// qsemaphore.h, qcoreapplication.h, qeventloop.h, qstring.h and qfile.h of
// Qt 6.
#pragma once
#pragma GCC system_header

#include "QtCore/qobject.h"

template <typename T> class QPointer {
public:
  QPointer() noexcept = default;
  QPointer(T *object) : object_(object) {}
  T *data() const noexcept { return object_; }
  T *get() const noexcept { return object_; }
  T *operator->() const noexcept { return object_; }
  T &operator*() const noexcept { return *object_; }
  operator T *() const noexcept { return object_; }
  bool isNull() const noexcept { return !object_; }
  void clear() noexcept;

private:
  T *object_ = nullptr;
};

class QTimer : public QObject {
public:
  static const QMetaObject staticMetaObject;

  explicit QTimer(QObject *parent = nullptr);
  ~QTimer() override;
  void setInterval(int msec);
  void setSingleShot(bool singleShot);
  void start();
  void start(int msec);
  void start(qt_mock::milliseconds value);
  void stop();
  void timeout(QPrivateSignal);
  template <typename Functor> static void singleShot(int, Functor &&) {}
  template <typename Rep, typename Period, typename Functor>
  static void singleShot(std::chrono::duration<Rep, Period>, Functor &&) {}
  template <typename Functor>
  static void singleShot(int, const QObject *, Functor &&) {}
  template <typename Rep, typename Period, typename Functor>
  static void singleShot(std::chrono::duration<Rep, Period>, const QObject *,
                         Functor &&) {}
};

class QThread : public QObject {
public:
  explicit QThread(QObject *parent = nullptr);
  ~QThread() override;
  static QThread *currentThread() noexcept;
  static void sleep(unsigned long secs);
  static void msleep(unsigned long msecs);
  static void usleep(unsigned long usecs);
  template <typename Function>
  [[nodiscard]] static QThread *create(Function &&) {
    return nullptr;
  }
  void start();
  void quit();
  bool wait(unsigned long time = ~0ul);
  bool isRunning() const;
  void started(QPrivateSignal);
  void finished(QPrivateSignal);
};

class QMutex {
public:
  constexpr QMutex() noexcept {}
  QMutex(const QMutex &) = delete;
  ~QMutex();
  void lock() noexcept;
  bool tryLock() noexcept;
  bool try_lock() noexcept { return tryLock(); }
  void unlock() noexcept;
};
class QRecursiveMutex {
public:
  void lock() noexcept;
  bool tryLock() noexcept;
  void unlock() noexcept;
};
template <typename Mutex> class [[nodiscard]] QMutexLocker {
public:
  explicit QMutexLocker(Mutex *mutex) : mutex_(mutex) {
    if (mutex_)
      mutex_->lock();
  }
  QMutexLocker(const QMutexLocker &) = delete;
  ~QMutexLocker() { unlock(); }
  void unlock() noexcept {
    if (mutex_)
      mutex_->unlock();
  }
  void relock() noexcept { mutex_->lock(); }
  Mutex *mutex() const noexcept { return mutex_; }

private:
  Mutex *mutex_;
};
template <typename Mutex> QMutexLocker(Mutex *) -> QMutexLocker<Mutex>;

class QReadWriteLock {
public:
  void lockForRead();
  void lockForWrite();
  void unlock();
};
class [[nodiscard]] QReadLocker {
public:
  explicit QReadLocker(QReadWriteLock *lock) : lock_(lock) {
    lock_->lockForRead();
  }
  ~QReadLocker() { lock_->unlock(); }

private:
  QReadWriteLock *lock_;
};
class [[nodiscard]] QWriteLocker {
public:
  explicit QWriteLocker(QReadWriteLock *lock) : lock_(lock) {
    lock_->lockForWrite();
  }
  ~QWriteLocker() { lock_->unlock(); }

private:
  QReadWriteLock *lock_;
};

class QWaitCondition {
public:
  bool wait(QMutex *mutex);
  bool wait(QMutex *mutex, unsigned long time);
  void wakeOne();
  void wakeAll();
};
class QSemaphore {
public:
  explicit QSemaphore(int n = 0);
  void acquire(int n = 1);
  bool tryAcquire(int n = 1);
  void release(int n = 1);
};

class QCoreApplication : public QObject {
public:
  QCoreApplication(int &argc, char **argv);
  static QCoreApplication *instance() noexcept;
  static int exec();
  static void quit();
  static void processEvents();
};
class QEventLoop : public QObject {
public:
  explicit QEventLoop(QObject *parent = nullptr);
  int exec();
  void quit();
};

class QByteArray {
public:
  QByteArray(const char *data = nullptr);
  QByteArray(const QByteArray &);
  QByteArray(QByteArray &&) noexcept;
  QByteArray &operator=(const QByteArray &);
  QByteArray &operator=(QByteArray &&) noexcept;
  ~QByteArray();
  std::int64_t size() const noexcept;
  bool isEmpty() const noexcept;
};
class QString {
public:
  QString() noexcept;
  QString(const char *text);
  QString(const QString &);
  QString(QString &&) noexcept;
  QString &operator=(const QString &);
  QString &operator=(QString &&) noexcept;
  ~QString();
  std::int64_t size() const noexcept;
  bool isEmpty() const noexcept;
};
bool operator==(const QString &, const QString &);

class QIODevice : public QObject {
public:
  enum OpenModeFlag { ReadOnly = 1, WriteOnly = 2, ReadWrite = 3 };
  virtual bool open(OpenModeFlag mode);
  QByteArray readAll();
  std::int64_t write(const QByteArray &data);
  virtual bool waitForReadyRead(int msecs);
  virtual bool waitForBytesWritten(int msecs);
  void readyRead();
};
class QFile : public QIODevice {
public:
  explicit QFile(const QString &name);
  ~QFile() override;
  bool open(OpenModeFlag mode) override;
};
