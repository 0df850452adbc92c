// RUN: %check_cotidy %s async-await-suspend-race %t -- -isystem %mock
// Intent: awaiters that hand their coroutine to a thread pool of Qt.
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <coroutine>

struct on_pool {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    QThreadPool::globalInstance()->start([h]() mutable { h.resume(); });
    started = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'started' is used when another thread may already have resumed the coroutine, and destroyed this awaiter with it [async-await-suspend-race]
  }
  void await_resume() {}
  bool started = false;
};
struct on_pool_first {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    started = true;
    QThreadPool::globalInstance()->start([h]() mutable { h.resume(); });
  }
  void await_resume() {}
  bool started = false;
};

// The loop of this thread runs them.
struct on_timeout {
  QTimer *timer;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    connection = QObject::connect(timer, &QTimer::timeout, [this, h]() mutable {
      QObject::disconnect(connection);
      h.resume();
    });
    timer->start(10);
    QTimer::singleShot(100, [h]() mutable { h.resume(); });
    started = true;
  }
  void await_resume() {}
  QMetaObject::Connection connection;
  bool started = false;
};
