// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
#include <QCoroAsyncGenerator>
#include <QCoroFuture>
#include <QCoroGenerator>
#include <QCoroLazyTask>
#include <QCoroSignal>
#include <QCoroTask>
#include <QCoroTimer>
#include <QObject>
#include <QTimer>
#include <QtConcurrent>
#include <chrono>

using namespace std::chrono_literals;

QCoro::Task<> save();
QCoro::Task<int> count();
QCoro::LazyTask<int> lazy();
QCoro::Generator<int> numbers();
QCoro::AsyncGenerator<int> updates();

class Window : public QObject {
  Q_OBJECT
public Q_SLOTS:
  QCoro::Task<> close() {
    save();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'save' is not awaited, so nobody sees its result or its exception [async-unawaited-task]
    count();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'count' is not awaited, so nobody sees its result or its exception
    lazy();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'lazy' is not awaited, so its body never runs
    QCoro::sleepFor(1s);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'sleepFor' is not awaited, so nobody sees its result or its exception
    qCoro(this, &Window::done);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'qCoro' is not awaited, so nobody sees its result or its exception
    QCoro::moveToThread(thread());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the awaitable returned by 'moveToThread' is not awaited, so nothing waits for it
    co_return;
  }
  QCoro::Task<> fine() {
    co_await save();
    int sum = co_await count() + co_await lazy();
    sum += co_await QtConcurrent::run([] { return 3; });
    QTimer timer;
    timer.start(10ms);
    co_await timer;
    co_await qCoro(this, &Window::done);
    co_await QCoro::moveToThread(thread());
    for (int number : numbers())
      sum += number;
    auto all = updates();
    QCORO_FOREACH(int update, all) { sum += update; }
    save().then([] {});
    changed(sum);
  }

  // A slot has nobody to await for it: the task runs on by itself.
  void onClicked() {
    save();
    close();
    count().then([this](int value) { changed(value); });
    QCoro::connect(count(), this, [](int) {});
    connect(this, &Window::done, this, &Window::close);
    connect(this, &Window::changed, this,
            [](int) -> QCoro::Task<> { co_await save(); });
    QTimer::singleShot(0, this, [this] { close(); });
    QCoro::waitFor(count());
    (void)QtConcurrent::run([] {});
  }
  void never_runs() {
    lazy();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'lazy' is not awaited, so its body never runs
  }
Q_SIGNALS:
  void done();
  void changed(int);
};
