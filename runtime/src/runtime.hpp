// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one registry of a process: who runs what, what has been noticed, and the
// two threads that look after it: one watches, and must never be late; one puts
// what was noticed into words, which takes its time. Made when the debug mode
// is first turned on, and never destroyed, because threads outlive main().
#ifndef COTIDY_SRC_RUNTIME_HPP
#define COTIDY_SRC_RUNTIME_HPP

#include "options.hpp"
#include "reporter.hpp"
#include "slot.hpp"
#include "task.hpp"
#include "turn.hpp"
#include "unwinder.hpp"
#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace cotidy::detail {

class runtime {
public:
  runtime(options chosen, int mode);

  const options &chosen() const { return options_; }
  int mode() const { return mode_; }
  const tick_rate &rate() const { return rate_; }
  task_table &tasks() { return tasks_; }
  slot_list &slots() { return slots_; }
  flight_thresholds limits() const { return limits_; }
  nanoseconds slow_tick() const { return slow_tick_; }
  // In ticks: how old a sample before a callback may be. A part of the
  // threshold, so that no doubt is as large as that.
  std::uint64_t sample_spacing() const { return sample_spacing_; }

  // The slot of this thread.
  thread_slot &attach();
  // An incident of this thread, with the names of thread and loop.
  incident prepare(int kind, thread_slot *slot);
  // Keeps it for the teller. Never blocks for long; beyond a thousand that wait
  // incidents are counted only.
  void post(incident what);

  // Reports what was posted, on this thread. Does nothing when the reporter is
  // already at work on this thread.
  void flush();
  void start_threads(); // unless they run
  void stop_threads();
  std::string summary();
  std::string histograms();
  std::size_t lost() const { return lost_.load(); }

  // Runs `use` with the reporter while nobody else does.
  template <class F> auto with_reporter(F use) {
    const std::lock_guard guard(reporting_);
    return use(reporter_);
  }

  void before_fork();
  void after_fork(bool in_child);

  // Of this thread; without a trace nothing.
  void trace(thread_slot &slot, const trace_event &event) const;
  void finish_trace();

  void set_context(std::string context);
  void leave(thread_slot &slot); // by its thread, at its end

private:
  // A stack that waits for the end of its callback.
  struct kept_slice {
    pid_t tid;
    std::uint64_t epoch;
    nanoseconds at;
    std::string blocked_in;
    std::unique_ptr<stack_slice> slice;
    std::vector<task_table::view> awaiters; // of its task, which comes first
  };

  void watch();
  nanoseconds look_around(); // returns how long to sleep
  nanoseconds look_at(thread_slot &slot);
  void begin_flight(thread_slot &slot, std::uint64_t epoch,
                    const cpu_sample &sample);
  void end_flight(thread_slot &slot);
  void act(thread_slot &slot, flight what, const callback_samples &samples);
  void capture(thread_slot &slot);
  void collect(thread_slot &slot);
  void keep(kept_slice slice);
  void add_slices(std::deque<incident> &waiting);
  void add_slice(incident &what);
  void add_everything_else(incident &hang);
  void tell();
  void drain();
  void write_traces();

  const options options_;
  const int mode_;
  const tick_rate rate_;
  const flight_thresholds limits_;
  const nanoseconds slow_tick_;
  const nanoseconds period_;
  const std::uint64_t sample_spacing_;
  const int signal_;

  task_table tasks_;
  slot_list slots_;
  std::deque<kept_slice> slices_; // under the lock of all slots
  // What threads that are gone left; the same.
  struct left_trace {
    pid_t tid;
    std::string thread;
    std::vector<trace_event> events;
  };
  std::vector<left_trace> left_traces_;

  turn reporting_; // with the next two
  reporter reporter_;
  unwinder names_;

  std::mutex inbox_lock_;
  std::deque<incident> inbox_;
  std::string context_; // a copy for threads that notice something
  std::atomic<std::size_t> lost_ = 0;

  std::mutex threads_lock_;
  std::condition_variable stopping_;
  std::condition_variable posted_;
  bool stop_ = false;
  bool has_posted_ = false;
  sigset_t signals_ = {}; // blocked in the thread that started these
  std::unique_ptr<std::thread> watchdog_;
  std::unique_ptr<std::thread> teller_;
  std::array<std::atomic<pid_t>, 2> own_threads_ = {};
  std::vector<std::thread *> left_behind_; // by forks: they run no more
  std::atomic<int> forks_ = 0;             // that this process came out of
};

// Null while the debug mode has never been on.
runtime *the_runtime();
// Null while it is off.
runtime *active_runtime();

// By this thread, after it asked for events without waiting for any: the next
// tick begins where the callbacks of the last one ended, which costs no reading
// of the clock.
void polled();

// Turns this thread's own doings invisible, for the runtime's code.
class at_work {
public:
  at_work();
  ~at_work();
  static bool now();

private:
  bool before_;
};

} // namespace cotidy::detail

#endif
