// RUN: %check_cotidy %s async-check-then-act %t -- -isystem %mock
// Intent: folly's coroutines, and futures with their continuations.
#include <folly/coro/Mutex.h>
#include <folly/coro/Task.h>
#include <folly/futures/Future.h>

#include <memory>
#include <mutex>
#include <optional>

struct Session {
  folly::coro::Task<> ping();
  int pings = 0;
};
folly::coro::Task<int> load();
folly::Future<int> loadLater();
folly::SemiFuture<int> loadSometime();

class Cache {
public:
  folly::coro::Task<int> get() {
    if (!value_)
      value_ = co_await load();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'value_' is written because of a test before a suspension, which may no longer hold
    co_return *value_;
  }
  folly::coro::Task<int> guarded() {
    auto lock = co_await mutex_.co_scoped_lock();
    if (!safe_)
      safe_ = co_await load();
    co_return *safe_;
  }
  folly::coro::Task<> ping() {
    if (!session_)
      co_return;
    co_await session_->ping();
    ++session_->pings;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'session_' is used because of a test before a suspension, which may no longer hold
  }
  folly::Future<folly::Unit> fill() {
    if (later_)
      return folly::makeFuture();
    return loadLater().thenValue([this](int value) {
      later_ = value;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'later_' is written because of a test before this continuation, which may no longer hold
    });
  }
  folly::SemiFuture<folly::Unit> count() {
    if (!session_)
      return folly::makeSemiFuture();
    return loadSometime().deferValue([this](int value) {
      session_->pings += value;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'session_' is used because of a test before this continuation, which may no longer hold
    });
  }
  folly::Future<folly::Unit> pinned() {
    auto session = session_;
    if (!session)
      return folly::makeFuture();
    return loadLater().thenValue([session](int value) { session->pings += value; });
  }
  void close() { session_.reset(); }

private:
  folly::coro::Mutex mutex_;
  std::optional<int> value_;
  std::optional<int> safe_;
  std::optional<int> later_;
  std::shared_ptr<Session> session_;
};
