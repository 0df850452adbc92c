// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <QCoroFuture>
#include <QCoroTask>
#include <QEventLoop>
#include <QtConcurrent>

QCoro::Task<int> count();

QCoro::Task<int> waits() {
  int sum = QCoro::waitFor(count());
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'waitFor' keeps the thread that runs coroutine 'waits' until the task is done [async-sync-wait-in-coroutine]
  QFuture<int> future = QtConcurrent::run([] { return 3; });
  sum += future.result();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'result' keeps the thread that runs coroutine 'waits' until the future is ready
  QtConcurrent::run([] {}).waitForFinished();
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'waitForFinished' keeps the thread that runs coroutine 'waits' until the future is ready
  QEventLoop loop;
  loop.exec();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'exec' keeps the thread that runs coroutine 'waits' until somebody calls quit()
  co_return sum;
}

QCoro::Task<int> fine() {
  int sum = co_await count();
  QFuture<int> future = QtConcurrent::run([] { return 3; });
  sum += co_await future;
  QFuture<int> finished = QtConcurrent::run([] { return 3; });
  co_await qCoro(finished).waitForFinished();
  co_return sum + finished.result();
}

int main() { return QCoro::waitFor(count()); }
