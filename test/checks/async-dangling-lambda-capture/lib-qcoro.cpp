// RUN: %check_cotidy -std=c++20 %s async-dangling-lambda-capture %t -- -isystem %mock
// Intent: closures that go before the tasks of qcoro they made.
#include <QCoroTask>
#include <QEventLoop>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <utility>

QCoro::Task<void> store(int value);
void use(int value);

QCoro::Task<void> returned(int value) {
  return [value]() -> QCoro::Task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the captured 'value' is used after this coroutine lambda is gone [async-dangling-lambda-capture]
    co_await store(1);
    use(value);
  }();
}
QCoro::Task<void> kept(int value) {
  auto task = [&value]() -> QCoro::Task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the captured 'value' is used after this coroutine lambda is gone
    co_await store(1);
    use(value);
  }();
  co_await store(2);
  co_await std::move(task);
}

QCoro::Task<void> awaited(int value) {
  co_await [value]() -> QCoro::Task<void> {
    co_await store(1);
    use(value);
  }();
}
QCoro::Task<void> with_parameter(int value) {
  return [](int mine) -> QCoro::Task<void> {
    co_await store(1);
    use(mine);
  }(value);
}

template <typename Coro> void run_until_quit(QEventLoop &loop, Coro &&coro) {
  coro();
  loop.exec();
}
void loop_in_the_callee() {
  QEventLoop loop;
  run_until_quit(loop, [&loop]() -> QCoro::Task<void> {
    co_await store(1);
    loop.quit();
  });
}
template <typename Coro> void run_and_leave(Coro &&coro) {
  coro();
  use(1);
}
void nobody_waits(int value) {
  run_and_leave([value]() -> QCoro::Task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the captured 'value' is used after this coroutine lambda is gone
    co_await store(1);
    use(value);
  });
}

// What is stored may run longer than the loop.
QCoro::Task<void> kept_for_later;
template <typename Coro> void store_and_run(QEventLoop &loop, Coro &&coro) {
  kept_for_later = coro();
  loop.exec();
}
void stored_in_the_callee(QEventLoop &loop, int value) {
  store_and_run(loop, [value]() -> QCoro::Task<void> {
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the captured 'value' is used after this coroutine lambda is gone
    co_await store(1);
    use(value);
  });
}

// The slot goes with its connection.
struct Feed : QObject {
  QTimer timer;
  int shown = 0;
  void watch() {
    connect(&timer, &QTimer::timeout, this,
            [self = QPointer<Feed>(this)]() -> QCoro::Task<void> {
              co_await store(1);
              if (self)
                // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the captured 'self' is used after a suspension, when the handler it is a part of may have been removed
                self->shown++;
            });
    connect(&timer, &QTimer::timeout, this,
            [self = QPointer<Feed>(this)]() -> QCoro::Task<void> {
              auto mine = self;
              co_await store(1);
              if (mine)
                mine->shown++;
            });
  }
};
