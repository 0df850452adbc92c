// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "verdict.hpp"

#include <algorithm>

namespace cotidy::detail {
namespace {

nanoseconds not_negative(nanoseconds time) {
  return std::max(time, nanoseconds(0));
}

// Also where the kernel does not count waiting.
bool is_taken(const cpu_sample &sample) {
  return sample.known || sample.at > nanoseconds(0);
}

// Nobody uses more than one core: what was used since the last sample before
// the callback, and cannot have been used before it, was used in it.
nanoseconds least_cpu(const callback_samples &s) {
  nanoseconds result{};
  if (is_taken(s.before) && s.before.at <= s.began)
    result = s.end.cpu - s.before.cpu - (s.began - s.before.at);
  if (is_taken(s.inside) && s.inside.at >= s.began)
    result = std::max(result, s.end.cpu - s.inside.cpu);
  return not_negative(result);
}

} // namespace

bounds time_without_core(const callback_samples &s) {
  const nanoseconds wall = s.end.at - s.began;
  bounds result{nanoseconds(0), wall};
  // Then all that it did not compute may have been waiting.
  if (!s.end.known) {
    result.most = not_negative(wall - least_cpu(s));
    return result;
  }
  if (s.before.known && s.before.at <= s.began)
    result.most = not_negative(s.end.waiting - s.before.waiting);
  if (s.inside.known && s.inside.at >= s.began) {
    result.least = not_negative(s.end.waiting - s.inside.waiting);
    result.most = std::min(result.most, result.least + (s.inside.at - s.began));
  }
  result.most = std::min(result.most, not_negative(wall - least_cpu(s)));
  result.least = std::min(result.least, result.most);
  return result;
}

time_split split_time(const callback_samples &s) {
  time_split result;
  result.wall = s.end.at - s.began;
  result.waiting = time_without_core(s).most;
  result.known = s.end.known;
  // The sample inside misses what was used before it, the one before it counts
  // what came before the callback: the truth lies in between.
  const bool has_inside = s.inside.at >= s.began && s.inside.at <= s.end.at;
  nanoseconds cpu = s.end.cpu - s.before.cpu;
  if (has_inside)
    cpu = std::min(cpu, s.end.cpu - s.inside.cpu + (s.inside.at - s.began));
  result.cpu = std::clamp(cpu, nanoseconds(0), result.wall - result.waiting);
  result.blocked = result.wall - result.cpu - result.waiting;
  return result;
}

verdict judge_duration(nanoseconds wall, bounds without_core,
                       nanoseconds threshold) {
  if (wall - without_core.most >= threshold)
    return verdict::warn;
  if (wall - without_core.least < threshold)
    return verdict::ok;
  return verdict::look_again;
}

flight judge_flight(const flight_state &state,
                    const flight_thresholds &limits) {
  const nanoseconds own = state.wall - state.waiting;
  if (own >= limits.hang && !state.told_hang)
    return flight::hang;
  // Computing, not blocked: the remedy is a suspension.
  const bool computes = state.cpu * 2 >= own;
  if (own >= limits.never_yield && state.is_task_step && computes &&
      !state.told_never_yielded && !state.told_hang)
    return flight::never_yielded;
  if (own >= limits.slow && !state.captured)
    return flight::capture;
  return flight::ok;
}

admission admit(const admission_history &history,
                const admission_limits &limits) {
  if (limits.suppress_equal && history.seen > 0)
    return admission::repeated;
  if (history.shown_this_minute >= limits.per_minute ||
      history.shown_in_all >= limits.in_all)
    return admission::rate_limited;
  return admission::show;
}

} // namespace cotidy::detail
