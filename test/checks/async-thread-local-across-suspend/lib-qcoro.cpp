// RUN: %check_cotidy %s async-thread-local-across-suspend %t -- -isystem %mock
#include <QCoroTask>
#include <QCoroThread>

thread_local int depth = 0;

QCoro::Task<> keeps(QThread *worker) {
  int &mine = depth;
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'mine' refers to 'depth' of this thread, and is used after a suspension, when the coroutine may run on another [async-thread-local-across-suspend]
  co_await QCoro::moveToThread(worker);
  ++mine;
}

QCoro::Task<> fine(QThread *worker) {
  ++depth;
  co_await QCoro::moveToThread(worker);
  ++depth;
}
