// RUN: %check_cotidy %s async-check-then-act %t -- -isystem %mock
// Intent: what tasks of qcoro found before a suspension and act on after it.
#include <QCoroTask>

#include <optional>

QCoro::Task<int> load();
QCoro::Task<void> send(int value);

class cache {
public:
  QCoro::Task<int> get() {
    if (!value_)
      value_ = co_await load();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'value_' is written because of a test before a suspension, which may no longer hold [async-check-then-act]
    co_return *value_;
  }
  QCoro::Task<void> show() {
    if (shown_) {
      co_await send(1);
      co_await send(*shown_);
      // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'shown_' is used because of a test before a suspension, which may no lon
    }
  }
  QCoro::Task<void> show_again() {
    if (shown_) {
      int value = *shown_;
      co_await send(1);
      co_await send(value);
    }
  }
  void clear() { shown_.reset(); }

private:
  std::optional<int> value_;
  std::optional<int> shown_;
};

// What is there is its own, until somebody cancels it.
class checker {
public:
  QCoro::Task<void> check() {
    if (reply_)
      co_return;
    reply_ = new int(1);
    co_await send(1);
    ++*reply_;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'reply_' is used as it was set before a suspension, and may be empty by now
    reply_ = nullptr;
  }
  QCoro::Task<void> check_a_copy() {
    int *reply = new int(1);
    reply_ = reply;
    co_await send(1);
    ++*reply;
    if (reply_ == reply)
      reply_ = nullptr;
  }
  void cancel() { reply_ = nullptr; }

private:
  int *reply_ = nullptr;
};
