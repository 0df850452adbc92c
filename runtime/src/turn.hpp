// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whose turn it is to report. Whoever reports calls the program's handler, and
// that may do anything: ask for counts, end the process, fork, or wait for a
// lock of the program that is held by a thread that forks. A plain mutex would
// be a deadlock in each case.
//
// Does not decide what a handler may wait for: one that waits for a thread that
// flushes waits for ever.
#ifndef COTIDY_SRC_TURN_HPP
#define COTIDY_SRC_TURN_HPP

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace cotidy::detail {

class turn {
public:
  void lock(); // more than once by the same thread
  void unlock();
  bool is_own() const; // held by this thread

  // With the turn held: `call` changes nothing that it protects, so that a
  // fork need not wait for its end.
  template <class F> void call_out(F call) {
    struct scope {
      turn &outer;
      const std::size_t before;
      ~scope() { outer.set_idle(before); }
    };
    const scope outside = {*this, set_idle(is_held)};
    call();
  }

  // A fork happens while nothing protected is half changed. In the child the
  // turn is nobody's, even if the thread that forked had it.
  void before_fork();
  void after_fork(bool in_child);

private:
  static constexpr std::size_t is_held = std::size_t(-1); // as often as it is

  // Returns what it was before.
  std::size_t set_idle(std::size_t depth);

  mutable std::mutex lock_;
  std::condition_variable changed_;
  const void *owner_ = nullptr; // an address that each thread has for itself
  std::size_t depth_ = 0;
  std::size_t idle_ = 0; // held so often nothing is being changed
};

} // namespace cotidy::detail

#endif
