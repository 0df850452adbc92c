// RUN: %check_cotidy %s async-dangling-argument %t -- -isystem %mock
// Intent: arguments that go before the tasks of qcoro that refer to them.
#include <QCoroTask>
#include <QObject>

#include <string>
#include <string_view>
#include <utility>

QCoro::Task<void> pause();
std::string name();
void use(std::string_view text);
QCoro::Task<void> send(const std::string &text) {
  co_await pause();
  use(text);
}
QCoro::Task<void> send_view(std::string_view text) {
  co_await pause();
  use(text);
}

QCoro::Task<void> kept() {
  auto task = send("hello");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: this temporary is gone before the task that refers to it is done [async-dangling-argument]
  co_await pause();
  co_await std::move(task);
}
QCoro::Task<void> returned() {
  std::string text = name();
  return send_view(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'text' is gone before the task that refers to it is done
}

QCoro::Task<void> awaited() {
  co_await send("hello");
  std::string text = name();
  auto task = send_view(text);
  co_await std::move(task);
}
QCoro::Task<void> passes_on(const std::string &text) { return send(text); }

void connected(QObject *context) {
  std::string text = name();
  QCoro::connect(send(text), context, [] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'text' is gone
}
