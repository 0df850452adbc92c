// RUN: %check_cotidy %s async-check-then-act %t -- -isystem %mock
// Intent: what tasks of libcoro found before a suspension and act on after it.
#include <coro/task.hpp>

#include <optional>

coro::task<int> load();
coro::task<void> send(int value);

class cache {
public:
  coro::task<int> get() {
    if (!value_)
      value_ = co_await load();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'value_' is written because of a test before a suspension, which may no longer hold [async-check-then-act]
    co_return *value_;
  }
  coro::task<void> show() {
    if (shown_) {
      co_await send(1);
      co_await send(*shown_);
      // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'shown_' is used because of a test before a suspension, which may no lon
    }
  }
  coro::task<void> show_again() {
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
