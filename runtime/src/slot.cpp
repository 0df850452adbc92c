// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "slot.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace cotidy::detail {
namespace {

std::string task_file(pid_t tid, const char *name) {
  return "/proc/self/task/" + std::to_string(tid) + "/" + name;
}

} // namespace

pid_t this_tid() { return pid_t(syscall(SYS_gettid)); }

std::string thread_name(pid_t tid) {
  std::ifstream file(task_file(tid, "comm"));
  std::string name;
  std::getline(file, name);
  return name;
}

thread_clock::thread_clock()
    : schedstat_(open(task_file(this_tid(), "schedstat").c_str(),
                      O_RDONLY | O_CLOEXEC)) {
  pthread_getcpuclockid(pthread_self(), &cpu_clock_);
}

thread_clock::~thread_clock() {
  if (schedstat_ >= 0)
    close(schedstat_);
}

cpu_sample thread_clock::sample() const {
  cpu_sample result;
  timespec cpu = {};
  clock_gettime(cpu_clock_, &cpu);
  result.cpu = std::chrono::seconds(cpu.tv_sec) + nanoseconds(cpu.tv_nsec);
  // "time on a core, time without one, number of turns"
  char text[96];
  const ssize_t size =
      schedstat_ < 0 ? -1 : pread(schedstat_, text, sizeof text - 1, 0);
  if (size > 0) {
    text[size] = 0;
    char *rest = nullptr;
    std::strtoull(text, &rest, 10);
    result.waiting =
        nanoseconds(std::int64_t(std::strtoull(rest, nullptr, 10)));
    result.known = true;
  }
  result.at = now();
  return result;
}

thread_slot::thread_slot(bool traced)
    : cotidy_slot(), trace(traced ? std::make_unique<trace_buffer>() : nullptr),
      tid(this_tid()), thread(pthread_self()), stack(end_of_this_stack()),
      own_sample(sample()) {
  loops.reserve(4); // more than anybody nests
}

void sample_ring::add(const cpu_sample &sample) {
  // The watchdog comes more often when something becomes slow.
  if (!samples_.empty() && sample.at - samples_.back().at < spacing)
    return;
  if (samples_.size() == capacity)
    samples_.pop_front();
  samples_.push_back(sample);
}

callback_samples sample_ring::around(nanoseconds began,
                                     const cpu_sample &end) const {
  callback_samples result{began, {}, {}, end};
  for (const cpu_sample &each : samples_)
    if (each.at <= began) {
      result.before = each;
    } else {
      result.inside = each;
      break;
    }
  return result;
}

callback_samples thread_slot::samples_around(nanoseconds began,
                                             const cpu_sample &end,
                                             const cpu_sample *before) const {
  const std::lock_guard guard(shared);
  callback_samples result = samples.around(began, end);
  const cpu_sample &own = before ? *before : own_sample;
  // Taken right before it, and ticks become times with a small error.
  constexpr nanoseconds error = std::chrono::microseconds(100);
  if (own.at <= began + error && own.at >= result.before.at) {
    result.before = own;
    result.before.at = std::min(own.at, began);
  }
  return result;
}

std::string thread_slot::loop_name() const {
  const std::lock_guard guard(shared);
  return loops.empty() ? std::string() : loops.back().name;
}

thread_slot &slot_list::add(bool traced) {
  const std::lock_guard guard(lock_);
  return *slots_.emplace_back(std::make_unique<thread_slot>(traced));
}

void slot_list::remove(thread_slot &slot) {
  const std::lock_guard guard(lock_);
  past_callbacks += slot.callbacks;
  for (int i = 0; i < COTIDY_BUCKETS; ++i) {
    past_durations[i] += slot.durations[i];
    past_delays[i] += slot.delays[i];
  }
  const auto which =
      std::ranges::find(slots_, &slot, &std::unique_ptr<thread_slot>::get);
  if (which != slots_.end())
    slots_.erase(which);
}

void slot_list::forget_all() {
  // Their threads do not exist here, not even the one that forked: it has a new
  // id. Freeing what others were changing during the fork would be a gamble;
  // what nobody remembers any more a leak detector would count.
  for (std::unique_ptr<thread_slot> &each : slots_)
    left_behind_.push_back(each.release());
  slots_.clear();
}

} // namespace cotidy::detail
