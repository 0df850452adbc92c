// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A debug mode that cries wolf is switched off. Whether something is worth a
// report is therefore decided here and nowhere else, by functions of plain
// values: no clock, no thread, no global.
#ifndef COTIDY_SRC_VERDICT_HPP
#define COTIDY_SRC_VERDICT_HPP

#include "clock.hpp"
#include <cstddef>

namespace cotidy::detail {

// What the system knows about a thread at one moment.
struct cpu_sample {
  nanoseconds at{};
  nanoseconds cpu{};     // used so far
  nanoseconds waiting{}; // runnable so far, but without a core
  bool known = false;    // false where the kernel does not count waiting
};

struct bounds {
  nanoseconds least{};
  nanoseconds most{};
  bool operator==(const bounds &) const = default;
};

// How a callback spent its time. `cpu + blocked + waiting` is all of it.
struct time_split {
  nanoseconds wall{};
  nanoseconds cpu{};
  nanoseconds blocked{};
  nanoseconds waiting{};
  bool known = true; // else `waiting` may have been blocked as well
};

// The samples nearest to a callback: `before` and `inside` are the watchdog's,
// which comes around every few milliseconds, `end` is exact.
struct callback_samples {
  nanoseconds began{};
  cpu_sample before;
  cpu_sample inside;
  cpu_sample end;
};

// A callback's time without a core. Only bounds are known of what happened
// between its begin and the first sample inside it.
bounds time_without_core(const callback_samples &samples);

time_split split_time(const callback_samples &samples);

enum class verdict {
  ok,
  warn,
  look_again, // it depends on what could not be measured
};

// A callback is slow when it would have been slow on an idle machine.
verdict judge_duration(nanoseconds wall, bounds without_core,
                       nanoseconds threshold);

struct flight_thresholds {
  nanoseconds slow;
  nanoseconds never_yield;
  nanoseconds hang;
};

// What to do about a callback that has not ended yet.
enum class flight { ok, capture, never_yielded, hang };
struct flight_state {
  nanoseconds wall{};
  nanoseconds waiting{}; // at most
  nanoseconds cpu{};
  bool is_task_step = false;
  bool captured = false;
  bool told_never_yielded = false;
  bool told_hang = false;
};
flight judge_flight(const flight_state &state, const flight_thresholds &limits);

struct admission_limits {
  bool suppress_equal = true;
  std::size_t per_minute = 5; // of equal ones, when they are not suppressed
  std::size_t in_all = 100;
};

// What became of the equal reports so far.
struct admission_history {
  std::size_t seen = 0;
  std::size_t shown_this_minute = 0;
  std::size_t shown_in_all = 0; // of all kinds and places
};

enum class admission { show, repeated, rate_limited };
admission admit(const admission_history &history,
                const admission_limits &limits);

} // namespace cotidy::detail

#endif
