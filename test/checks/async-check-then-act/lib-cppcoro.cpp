// RUN: %check_cotidy --mock %s async-check-then-act %t
// Intent: cppcoro's locks and events.
#include <cppcoro/async_auto_reset_event.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

#include <deque>
#include <optional>

cppcoro::task<int> fetch();

class Cache {
public:
  cppcoro::task<int> get() {
    if (!value_)
      value_ = co_await fetch();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'value_' is written because of a test before a suspension, which may no longer hold
    co_return *value_;
  }
  cppcoro::task<int> locked() {
    auto lock = co_await mutex_.scoped_lock_async();
    if (!other_)
      other_ = co_await fetch();
    co_return *other_;
  }

private:
  cppcoro::async_mutex mutex_;
  std::optional<int> value_;
  std::optional<int> other_;
};
