// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %S/Inputs
// Intent: what an EventBase may be asked on another thread.
#include <eventbase.h>

#include <thread>

void run(folly::EventBase &base) {
  std::thread worker([&base] {
    base.runInLoop([] {});
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'base' belongs to another thread, and 'runInLoop' is called here on a thread of its own [async-wrong-thread-call]
    base.runInEventBaseThread([&base] { base.runInLoop([] {}); });
    base.terminateLoopSoon();
  });
  base.loopForever();
  worker.join();
}
void own_thread(folly::EventBase &base) {
  std::thread loop([&base] {
    base.runInLoop([] {});
    base.loopForever();
  });
  loop.join();
}
