// RUN: %check_cotidy %s async-check-then-act %t -- -isystem %mock
// Intent: what tasks of folly found before a suspension and act on after it.
#include <folly/coro/Task.h>

#include <optional>

folly::coro::Task<int> load();
folly::coro::Task<void> send(int value);

class cache {
public:
  folly::coro::Task<int> get() {
    if (!value_)
      value_ = co_await load();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'value_' is written because of a test before a suspension, which may no longer hold [async-check-then-act]
    co_return *value_;
  }
  folly::coro::Task<void> show() {
    if (shown_) {
      co_await send(1);
      co_await send(*shown_);
      // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'shown_' is used because of a test before a suspension, which may no lon
    }
  }
  folly::coro::Task<void> show_again() {
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
