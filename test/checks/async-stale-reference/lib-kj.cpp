// RUN: %check_cotidy %s async-stale-reference %t -- -isystem %mock
// Intent: what a look-up in a table of KJ leads to, and its continuations.
#include <kj/map.h>

kj::Promise<int> run(int number);

struct alarm {
  int retries = 0;
};

class scheduler {
public:
  bool remove(int name) { return alarms_.erase(name); }
  kj::Promise<void> start(int name) {
    KJ_IF_SOME(each, alarms_.find(name)) {
      int result = co_await run(each.retries);
      each.retries += result;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'each' refers into 'alarms_', which may have been changed while the coroutine was suspended
    }
  }
  kj::Promise<void> all() {
    for (auto &each : alarms_)
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'alarms_', which may be changed while the coroutine is suspended in it
      co_await run(each.value.retries);
  }
  kj::Promise<void> looked_up_again(int name) {
    int result = 0;
    KJ_IF_SOME(each, alarms_.find(name)) {
      result = co_await run(each.retries);
    }
    KJ_IF_SOME(each, alarms_.find(name)) {
      each.retries += result;
    }
  }
  kj::Promise<void> table_of_the_frame(int name) {
    kj::HashMap<int, alarm> alarms;
    KJ_IF_SOME(each, alarms.find(name)) {
      each.retries = co_await run(each.retries);
      ++each.retries;
    }
  }

private:
  kj::HashMap<int, alarm> alarms_;
};
