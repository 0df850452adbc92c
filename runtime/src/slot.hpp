// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known about one thread that runs callbacks. A slot is made by its
// thread, watched by the watchdog, and never freed while a signal to its thread
// may be under way: leaving takes the same lock as signalling.
#ifndef COTIDY_SRC_SLOT_HPP
#define COTIDY_SRC_SLOT_HPP

#include <sys/types.h>

#include "clock.hpp"
#include "cotidy/abi.h"
#include "histogram.hpp"
#include "snapshot.hpp"
#include "task.hpp"
#include "trace.hpp"
#include "verdict.hpp"
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cotidy::detail {

struct running_loop {
  const void *address;
  std::string name;
};

// What the watchdog remembers of the callback it saw last.
struct watch_state {
  std::uint64_t epoch = 0;
  nanoseconds began{};
  cpu_sample last;
  bool in_callback = false;
  bool captured = false;
  bool told_never_yielded = false;
  bool told_hang = false;
  nanoseconds told{}; // blocked and reported by kind, as it began
  std::vector<task_table::view> awaiters; // when it was captured
  std::uint64_t marked = 0; // the word that the watchdog marked last
  std::uint64_t marks = 0;  // so far
};

// Callbacks that are not counted are known by the number of their mark.
inline constexpr std::uint64_t by_mark = std::uint64_t(1) << 63;
inline bool is_counted(std::uint64_t epoch) { return !(epoch & by_mark); }

// The watchdog's samples of the last seconds, oldest first.
class sample_ring {
public:
  static constexpr nanoseconds spacing = milliseconds(4);
  void add(const cpu_sample &sample);
  // Those nearest to `began`, completed with `end`.
  callback_samples around(nanoseconds began, const cpu_sample &end) const;

private:
  static constexpr std::size_t capacity = 256;
  std::deque<cpu_sample> samples_;
};

// Of the thread that makes it. Any thread may ask it while that one lives.
class thread_clock {
public:
  thread_clock();
  ~thread_clock();
  thread_clock(const thread_clock &) = delete;
  cpu_sample sample() const;

private:
  clockid_t cpu_clock_ = 0;
  int schedstat_ = -1; // where the kernel has it
};

// On lines of its own: where the allocator happened to put it a callback took
// up to half as long again.
struct alignas(64) thread_slot : cotidy_slot {
  explicit thread_slot(bool traced);
  thread_slot(const thread_slot &) = delete;

  // First what each wait for events touches, to be near to each other.
  std::atomic<bool> waiting = false;   // for events
  bool sampled_in_tick = false;        // then `tick_sample` counts
  cotidy_slot *phase = nullptr;        // this, in one
  const char *after_wait = nullptr;    // the phase that then begins
  std::unique_ptr<trace_buffer> trace; // null without a trace
  std::uint64_t wait_began = 0;        // with a trace
  // Of the current tick, on this thread only.
  std::uint64_t tick_began = 0;
  std::uint64_t tick_first = 0; // number of its first callback
  cpu_sample tick_sample;       // before it

  const pid_t tid;
  const pthread_t thread;
  const thread_clock clock;
  snapshot stack;
  // In a call during which a signal would change what the program does.
  std::atomic<cotidy_blocking *> blocking = nullptr;
  std::atomic<cotidy_task *> task = nullptr;
  int allow_blocking = 0;
  nanoseconds told_blocked{};            // of one callback, reported by kind
  std::uint64_t told_epoch = 0;          // of which
  std::atomic<std::int64_t> told_ns = 0; // of all callbacks so far

  // Shared by the thread, when something is slow, and the watchdog.
  mutable std::mutex shared;
  std::vector<running_loop> loops;
  sample_ring samples;
  // Taken by the thread itself, between callbacks and as one begins.
  cpu_sample own_sample;

  // The watchdog's, under the lock of all slots.
  watch_state watch;

  cpu_sample sample() const { return clock.sample(); } // from any thread
  // Those nearest to `began`, completed with `end`; for a callback, or for what
  // has a sample of its own.
  callback_samples samples_around(nanoseconds began, const cpu_sample &end,
                                  const cpu_sample *before = nullptr) const;
  std::string loop_name() const;
};

// Slots of all threads. Adding and removing throw away nothing; neither is for
// signal handlers. Both allocate with the lock held, which a fork waits for: an
// allocator that is not made for forks (ThreadSanitizer's of GCC 12) would
// leave its own lock taken in the child, and the child needs a slot of that
// very size.
class slot_list {
public:
  thread_slot &add(bool traced);  // for this thread
  void remove(thread_slot &slot); // by its thread, at its end
  void forget_all();              // in a forked child

  std::mutex &lock() { return lock_; }
  // With the lock held.
  const std::vector<std::unique_ptr<thread_slot>> &all() const {
    return slots_;
  }

  // Of threads that are gone.
  std::uint64_t past_callbacks = 0;
  histogram past_durations{};
  histogram past_delays{};

private:
  std::mutex lock_;
  std::vector<std::unique_ptr<thread_slot>> slots_;
  std::vector<thread_slot *> left_behind_; // by forks
};

pid_t this_tid();
std::string thread_name(pid_t tid);

} // namespace cotidy::detail

#endif
