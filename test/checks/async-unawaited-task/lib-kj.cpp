// RUN: %check_cotidy %s async-unawaited-task %t -- -isystem %mock
// Intent: a dropped promise is cancelled; one in a set, or detached, is not.
#include <kj/async.h>
#include <kj/timer.h>

kj::Promise<void> flush();
kj::Promise<int> count();

class Server final : kj::TaskSet::ErrorHandler {
public:
  Server() : tasks(*this) {}

  kj::Promise<void> dropped(kj::Timer &timer) {
    flush();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'flush' is not awaited, so nobody sees its result or its exception [async-unawaited-task]
    timer.afterDelay(kj::SECONDS);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task returned by 'Timer::afterDelay' is not awaited
    co_await count();
  }
  kj::Promise<int> continued() {
    return count().then([](int n) {
      flush();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the task returned by 'flush' is not awaited
      return n;
    });
  }
  kj::Promise<void> fine(kj::Timer &timer) {
    tasks.add(flush());
    flush().detach([](kj::Exception &&) {});
    co_await flush();
    co_await timer.afterDelay(kj::SECONDS);
    co_await count().then([](int) { return flush(); }).attach(1);
  }

private:
  void taskFailed(kj::Exception &&exception) override;

  kj::TaskSet tasks;
};

