// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "task.hpp"

#include <algorithm>

namespace cotidy::detail {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

std::string text_of(const char *text) { return text ? text : ""; }

} // namespace

void shared_site::operator=(const cotidy_site &site) {
  file_.store(site.file, relaxed);
  function_.store(site.function, relaxed);
  line_.store(site.line, relaxed);
  column_.store(site.column, relaxed);
}

shared_site::operator cotidy_site() const {
  return {file_.load(relaxed), function_.load(relaxed), line_.load(relaxed),
          column_.load(relaxed)};
}

cotidy_task &task_table::create(const void *address, const char *name,
                                cotidy_site where, std::uint32_t flags) {
  const std::uint64_t id = next_id_.fetch_add(1, relaxed);
  // One shard for each thread, more or less.
  static thread_local const std::size_t own = id % shard_count;
  task_shard &shard = shards_[own];
  cotidy_task *task = nullptr;
  {
    const std::lock_guard guard(shard.lock);
    if (shard.free.empty()) {
      task = &shard.records.emplace_back();
      task->shard = &shard;
    } else {
      task = shard.free.back();
      shard.free.pop_back();
    }
  }
  task->name.store(name, relaxed);
  task->address.store(address, relaxed);
  task->flags.store(flags, relaxed);
  task->state.store(task_state::created, relaxed);
  task->where = where;
  task->suspended = cotidy_site();
  task->waiting_for.store(nullptr, relaxed);
  task->awaiter.store(nullptr, relaxed);
  task->since_ns.store(now().count(), relaxed);
  task->suspensions.store(0, relaxed);
  for (std::atomic<std::uintptr_t> &frame : task->creation)
    frame.store(0, relaxed);
  task->id.store(id, std::memory_order_release);
  return *task;
}

void task_table::destroy(cotidy_task &task) {
  task.id.store(0, std::memory_order_release);
  const std::lock_guard guard(task.shard->lock);
  task.shard->free.push_back(&task);
}

task_table::view task_table::look_at(const cotidy_task &task) {
  const cotidy_task *awaiter = task.awaiter.load(relaxed);
  return {task.id.load(std::memory_order_acquire),
          text_of(task.name.load(relaxed)),
          task.state.load(relaxed),
          task.where,
          task.suspended,
          text_of(task.waiting_for.load(relaxed)),
          awaiter ? awaiter->id.load(relaxed) : 0,
          now() - nanoseconds(task.since_ns.load(relaxed))};
}

std::vector<task_table::view> task_table::pending() {
  std::vector<view> result;
  for (task_shard &shard : shards_) {
    const std::lock_guard guard(shard.lock);
    for (const cotidy_task &task : shard.records)
      if (task.id.load(std::memory_order_acquire) &&
          !(task.flags.load(relaxed) & COTIDY_TASK_DETACHED) &&
          task.state.load(relaxed) != task_state::done)
        result.push_back(look_at(task));
  }
  std::ranges::sort(result, {}, &view::id);
  return result;
}

std::vector<task_table::view> task_table::awaiters(const cotidy_task &task) {
  std::vector<view> result;
  // A cycle of awaits is a deadlock, and must not become one here.
  constexpr std::size_t deep_enough = 32;
  for (const cotidy_task *each = &task; each && result.size() < deep_enough;
       each = each->awaiter.load(relaxed)) {
    const view seen = look_at(*each);
    if (!seen.id)
      break;
    result.push_back(seen);
  }
  return result;
}

void task_table::before_fork() {
  for (task_shard &shard : shards_)
    shard.lock.lock();
}

void task_table::after_fork() {
  for (task_shard &shard : shards_)
    shard.lock.unlock();
}

} // namespace cotidy::detail
