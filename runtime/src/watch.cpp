// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "watch.hpp"

#include "report.hpp"
#include <array>
#include <atomic>

namespace {

constexpr std::size_t many_readings = 4096;

std::uintptr_t number(const void *address) {
  return reinterpret_cast<std::uintptr_t>(address);
}

// For ever: values are used while statics are destroyed.
std::array<std::mutex, 16> &locks() {
  static std::array<std::mutex, 16> &all = *new std::array<std::mutex, 16>;
  return all;
}

std::mutex &next_lock() {
  static std::atomic<std::size_t> next = 0;
  return locks()[next.fetch_add(1, std::memory_order_relaxed) % locks().size()];
}

} // namespace

cotidy_watch::cotidy_watch(const char *name)
    : name_(name), lock_(next_lock()) {}

void cotidy_watch::before_fork() {
  for (std::mutex &each : locks())
    each.lock();
}

void cotidy_watch::after_fork() {
  for (std::mutex &each : locks())
    each.unlock();
}

void cotidy_watch::read(const cotidy_task *task, const void *caller) {
  if (!task)
    return;
  const std::lock_guard guard(lock_);
  if (readings_.size() >= many_readings)
    readings_.clear();
  readings_[task->id.load(std::memory_order_relaxed)] = {
      version_, task->suspensions.load(std::memory_order_relaxed),
      number(caller)};
}

std::optional<cotidy::detail::overwritten>
cotidy_watch::write(const cotidy_task *task, const void *caller) {
  std::optional<cotidy::detail::overwritten> result;
  const std::lock_guard guard(lock_);
  if (task) {
    const auto found = readings_.find(task->id.load(std::memory_order_relaxed));
    if (found != readings_.end()) {
      const reading &before = found->second;
      if (before.version != version_ &&
          before.suspensions !=
              task->suspensions.load(std::memory_order_relaxed))
        result = {before.caller, last_write_, last_writer_};
      readings_.erase(found);
    }
  }
  ++version_;
  last_write_ = number(caller);
  const char *name = task ? task->name.load(std::memory_order_relaxed) : "";
  last_writer_ =
      name && *name ? "task '" + cotidy::detail::short_name(name) + "'" : "";
  return result;
}
