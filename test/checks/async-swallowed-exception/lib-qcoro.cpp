// RUN: %check_cotidy %s async-swallowed-exception %t -- -isystem %mock
#include <QCoroTask>
#include <QObject>
#include <iostream>
#include <stdexcept>

QCoro::Task<> save();
QCoro::Task<> load() {
  co_await save();
  throw std::runtime_error("no such file");
}
QCoro::Task<> reload() {
  co_await save();
  throw std::runtime_error("no such file");
}

QCoro::Task<bool> handlers() {
  try {
    co_await save();
  } catch (const std::exception &) {
  }
  // CHECK-MESSAGES: :[[@LINE-2]]:5: warning: the handler does nothing about the exception of 'save' [async-swallowed-exception]
  try {
    co_await save();
  } catch (const std::exception &error) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the failure of 'save' is reported as success
    std::cerr << error.what();
  }
  co_return true;
}

class Window : public QObject {
  void onClicked() {
    load();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: an exception that leaves 'load' is lost: its task is dropped
  }
  void onOpened() {
    reload().then([] {}, [](const std::exception &) {});
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the callback given to 'TaskBase::then' does nothing about the exception it gets
  }
  void onClosed() {
    load().then([] {},
                [](const std::exception &error) { std::cerr << error.what(); });
    save();
  }
};
