// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The few names of folly's EventBase that have to do with threads.

namespace folly {
class EventBase {
public:
  bool loop();
  void loopForever();
  void terminateLoopSoon();
  template <class F> void runInEventBaseThread(F &&function) { (void)sizeof(function); }
  template <class F> void runInLoop(F &&function) { (void)sizeof(function); }
  template <class F> void runAfterDelay(F &&function, unsigned) { (void)sizeof(function); }
};
} // namespace folly
