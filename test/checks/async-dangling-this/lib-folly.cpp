// RUN: %check_cotidy %s async-dangling-this %t -- -isystem %mock
// Intent: tasks of folly that run on their own, on shared objects and on
// locals.
#include <folly/coro/AsyncScope.h>
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Task.h>
#include <folly/executors/CPUThreadPoolExecutor.h>

#include <memory>
#include <utility>

folly::coro::Task<int> receive();

class Session : public std::enable_shared_from_this<Session> {
public:
  void start(folly::CPUThreadPoolExecutor &pool) {
    (void)folly::coro::co_withExecutor(&pool, read()).start();
    (void)folly::coro::co_withExecutor(&pool, read_shared()).start();
  }
  void start_in(folly::coro::AsyncScope &scope,
                folly::CPUThreadPoolExecutor &pool) {
    scope.add(folly::coro::co_withExecutor(&pool, read_scoped()));
  }
  folly::coro::Task<void> read_scoped() {
    count_ += co_await receive();
    ++count_;
  }

private:
  folly::coro::Task<void> read() {
    int size = co_await receive();
    count_ += size;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'Session::read' uses its 'Session' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
  }
  folly::coro::Task<void> read_shared() {
    auto self = shared_from_this();
    count_ += co_await receive();
  }
  int count_ = 0;
};

void local(folly::CPUThreadPoolExecutor &pool) {
  Session session;
  auto task = session.read_scoped();
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'session' is gone at the end of its scope, while 'Session::read_scoped' 
  (void)folly::coro::co_withExecutor(&pool, std::move(task)).start();
}
void waits() {
  Session session;
  folly::coro::blockingWait(session.read_scoped());
}
