// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gtest/gtest.h>

#include "verdict.hpp"
#include <algorithm>
#include <chrono>
#include <random>

using namespace cotidy::detail;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""ns;
using std::chrono_literals::operator""us;
using std::chrono_literals::operator""s;

namespace {

cpu_sample sample(milliseconds at, milliseconds cpu, milliseconds waiting) {
  return {at, cpu, waiting, true};
}

TEST(TimeWithoutCore, IsExactWithASampleAtTheBegin) {
  const callback_samples s = {10ms, sample(0ms, 0ms, 5ms),
                              sample(10ms, 0ms, 5ms),
                              sample(110ms, 20ms, 35ms)};
  EXPECT_EQ(time_without_core(s), (bounds{30ms, 30ms}));
}

TEST(TimeWithoutCore, ALateSampleLeavesItOpen) {
  const callback_samples s = {10ms, sample(0ms, 0ms, 0ms),
                              sample(30ms, 0ms, 15ms),
                              sample(110ms, 0ms, 40ms)};
  EXPECT_EQ(time_without_core(s), (bounds{25ms, 40ms}));
}

TEST(TimeWithoutCore, AShortPrefixBoundsIt) {
  // Much waiting before the callback does not count.
  const callback_samples s = {100ms, sample(0ms, 0ms, 0ms),
                              sample(105ms, 0ms, 90ms),
                              sample(200ms, 0ms, 90ms)};
  EXPECT_EQ(time_without_core(s), (bounds{0ms, 5ms}));
}

TEST(TimeWithoutCore, IsNeverMoreThanTheCallback) {
  const callback_samples s = {0ms, {}, {}, sample(50ms, 0ms, 900ms)};
  EXPECT_EQ(time_without_core(s), (bounds{0ms, 50ms}));
}

TEST(TimeWithoutCore, WhatWasComputedWasNoWaiting) {
  // On a busy machine the samples lie far around a callback.
  const callback_samples s = {
      20ms, sample(10ms, 0ms, 0ms), {}, sample(220ms, 50ms, 190ms)};
  EXPECT_EQ(time_without_core(s), (bounds{0ms, 160ms}));
}

cpu_sample uncounted(milliseconds at, milliseconds cpu) {
  return {at, cpu, 0ms, false};
}

// Of 150 ms, on a kernel that does not count waiting.
verdict judged(milliseconds cpu) {
  const callback_samples s = {10ms, uncounted(10ms, 0ms), uncounted(30ms, 0ms),
                              uncounted(160ms, cpu)};
  return judge_duration(150ms, time_without_core(s), 100ms);
}

TEST(TimeWithoutCore, WhereItIsNotCountedOnlyComputingIsSlow) {
  EXPECT_EQ(judged(0ms), verdict::look_again);
  EXPECT_EQ(judged(90ms), verdict::look_again);
  EXPECT_EQ(judged(100ms), verdict::warn);
}

TEST(TimeWithoutCore, WhereItIsNotCountedItMayBeAllThatWasNotComputed) {
  const callback_samples s = {
      10ms, uncounted(10ms, 5ms), {}, uncounted(160ms, 45ms)};
  EXPECT_EQ(time_without_core(s), (bounds{0ms, 110ms}));
  EXPECT_EQ(split_time(s).cpu, 40ms);
  EXPECT_FALSE(split_time(s).known);
}

TEST(SplitTime, AddsUp) {
  const callback_samples s = {10ms, sample(0ms, 0ms, 0ms),
                              sample(20ms, 5ms, 0ms),
                              sample(110ms, 40ms, 25ms)};
  const time_split split = split_time(s);
  EXPECT_EQ(split.wall, 100ms);
  EXPECT_EQ(split.cpu + split.blocked + split.waiting, split.wall);
  EXPECT_EQ(split.cpu, 40ms);
  EXPECT_EQ(split.waiting, 25ms);
}

TEST(JudgeDuration, SlowOnAnIdleMachineIsSlow) {
  EXPECT_EQ(judge_duration(150ms, {}, 100ms), verdict::warn);
  EXPECT_EQ(judge_duration(99ms, {}, 100ms), verdict::ok);
  EXPECT_EQ(judge_duration(100ms, {}, 100ms), verdict::warn);
}

TEST(JudgeDuration, ABusyMachineRaisesNoAlarm) {
  EXPECT_EQ(judge_duration(150ms, {80ms, 80ms}, 100ms), verdict::ok);
}

TEST(JudgeDuration, DoubtIsNoAlarm) {
  EXPECT_EQ(judge_duration(150ms, {20ms, 80ms}, 100ms), verdict::look_again);
}

constexpr flight_thresholds limits = {100ms, 1s, 5s};

// A thread that computes, is blocked and waits for a core in random turns, and
// what the system says of it at each moment.
class life {
public:
  explicit life(unsigned seed) : random_(seed) {}
  cpu_sample now() const { return now_; }
  nanoseconds own() const { return now_.at - now_.waiting; }
  // Turns until so much time of its own has passed.
  void live(nanoseconds own_time) {
    const nanoseconds end = own() + own_time;
    while (own() < end) {
      const nanoseconds turn = std::chrono::microseconds(random_() % 3000);
      switch (random_() % 4) {
      case 0:
        now_.waiting += turn * 20; // with many others on few cores
        now_.at += turn * 20;
        break;
      case 1:
        now_.at += std::min(turn, end - own());
        break;
      default:
        const nanoseconds part = std::min(turn, end - own());
        now_.cpu += part;
        now_.at += part;
      }
    }
  }
  void wait(nanoseconds time) {
    now_.waiting += time;
    now_.at += time;
  }
  unsigned random() { return unsigned(random_()); }

private:
  std::minstd_rand random_;
  cpu_sample now_{0ns, 0ns, 0ns, true};
};

TEST(JudgeDuration, OneSampleShortlyBeforeIsEnough) {
  constexpr nanoseconds threshold = 20ms;
  for (unsigned seed = 1; seed < 20'000; ++seed) {
    life thread(seed);
    thread.live(std::chrono::microseconds(thread.random() % 30'000));
    callback_samples samples;
    samples.before = thread.now();
    // Anything may happen between the sample and the callback.
    thread.live(std::chrono::microseconds(thread.random() % 1000));
    const nanoseconds gap = thread.now().at - samples.before.at;
    if (gap < threshold / 4)
      thread.wait(std::min<nanoseconds>(
          threshold / 4 - gap,
          std::chrono::microseconds(thread.random() % 5000)));
    else
      continue; // the runtime takes another sample then
    samples.began = thread.now().at;
    const nanoseconds before = thread.own();
    const bool is_slow = seed % 2;
    thread.live(is_slow ? threshold * 2
                        : threshold - std::chrono::microseconds(1));
    if (thread.random() % 2) {
      samples.inside = thread.now(); // the watchdog comes when it can
      samples.inside.at -= 1us;
    }
    const nanoseconds own = thread.own() - before;
    // The thread may lose its core before it can look.
    thread.wait(std::chrono::microseconds(thread.random() % 200'000));
    samples.end = thread.now();
    const verdict said = judge_duration(samples.end.at - samples.began,
                                        time_without_core(samples), threshold);
    EXPECT_EQ(said == verdict::warn, is_slow)
        << "seed " << seed << ", " << own.count() << " ns of its own";
  }
}

TEST(JudgeFlight, CapturesOnce) {
  flight_state state{.wall = 120ms};
  EXPECT_EQ(judge_flight(state, limits), flight::capture);
  state.captured = true;
  EXPECT_EQ(judge_flight(state, limits), flight::ok);
}

TEST(JudgeFlight, WaitingForACoreIsNoReason) {
  EXPECT_EQ(judge_flight({.wall = 120ms, .waiting = 50ms}, limits), flight::ok);
}

TEST(JudgeFlight, ATaskThatComputesNeverYielded) {
  flight_state state{
      .wall = 1200ms, .cpu = 1100ms, .is_task_step = true, .captured = true};
  EXPECT_EQ(judge_flight(state, limits), flight::never_yielded);
  state.told_never_yielded = true;
  EXPECT_EQ(judge_flight(state, limits), flight::ok);
}

TEST(JudgeFlight, ATaskThatIsBlockedIsNotComputing) {
  EXPECT_EQ(judge_flight({.wall = 1200ms,
                          .cpu = 100ms,
                          .is_task_step = true,
                          .captured = true},
                         limits),
            flight::ok);
}

TEST(JudgeFlight, HangIsToldOnce) {
  flight_state state{.wall = 6s, .captured = true};
  EXPECT_EQ(judge_flight(state, limits), flight::hang);
  state.told_hang = true;
  EXPECT_EQ(judge_flight(state, limits), flight::ok);
}

TEST(Admit, EqualOnesOnce) {
  const admission_limits once = {};
  EXPECT_EQ(admit({}, once), admission::show);
  EXPECT_EQ(admit({.seen = 1}, once), admission::repeated);
}

TEST(Admit, RateAndTotal) {
  const admission_limits some = {false, 2, 10};
  EXPECT_EQ(admit({.seen = 9, .shown_this_minute = 1}, some), admission::show);
  EXPECT_EQ(admit({.seen = 9, .shown_this_minute = 2}, some),
            admission::rate_limited);
  EXPECT_EQ(admit({.shown_in_all = 10}, some), admission::rate_limited);
}

} // namespace
