// RUN: %check_cotidy %s async-lock-across-suspend %t -- -isystem %mock
#include <QCoroTask>
#include <QMutex>
#include <QReadWriteLock>

QCoro::Task<> save();

class Document {
public:
  QCoro::Task<> store() {
    QMutexLocker lock(&mutex);
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: 'lock' keeps 'mutex' locked while the coroutine is suspended [async-lock-across-suspend]
    co_await save();
  }
  QCoro::Task<> read() {
    QReadLocker reader(&shared);
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'reader' keeps 'shared' locked while the coroutine is suspended
    co_await save();
  }
  QCoro::Task<> by_hand() {
    mutex.lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'mutex' stays locked while the coroutine is suspended
    co_await save();
    mutex.unlock();
  }
  QCoro::Task<> fine() {
    {
      QMutexLocker lock(&mutex);
      ++changes;
    }
    co_await save();
    QMutexLocker lock(&mutex);
    --changes;
    lock.unlock();
    co_await save();
  }

private:
  QMutex mutex;
  QReadWriteLock shared;
  int changes = 0;
};
