// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which coroutines exist, what they wait for and who waits for them. Changing a
// task's state is some plain stores; only creating and destroying one takes a
// lock, of one of several shards. Records are reused, never freed: whoever
// looks at a task of another thread may see an old one, but always a record.
#ifndef COTIDY_SRC_TASK_HPP
#define COTIDY_SRC_TASK_HPP

#include "clock.hpp"
#include "cotidy/abi.h"
#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace cotidy::detail {

enum class task_state : std::uint32_t {
  created, // and never run
  running,
  suspended,
  done,
};

// A cotidy_site that may be read while it is written: its parts may then come
// from two sites, but each is one.
class shared_site {
public:
  void operator=(const cotidy_site &site);
  operator cotidy_site() const;

private:
  std::atomic<const char *> file_ = nullptr;
  std::atomic<const char *> function_ = nullptr;
  std::atomic<std::uint32_t> line_ = 0;
  std::atomic<std::uint32_t> column_ = 0;
};

inline constexpr std::size_t max_creation_frames = 16;

struct task_shard;

} // namespace cotidy::detail

struct cotidy_task {
  std::atomic<std::uint64_t> id = 0; // 0 while the record is free
  std::atomic<const char *> name = nullptr;
  std::atomic<const void *> address = nullptr;
  std::atomic<std::uint32_t> flags = 0;
  std::atomic<cotidy::detail::task_state> state{};
  cotidy::detail::shared_site where;     // the coroutine
  cotidy::detail::shared_site suspended; // where it waits
  std::atomic<const char *> waiting_for = nullptr;
  std::atomic<cotidy_task *> awaiter = nullptr;
  std::atomic<std::int64_t> since_ns = 0; // of its state
  std::atomic<std::uint64_t> suspensions = 0;
  std::array<std::atomic<std::uintptr_t>, cotidy::detail::max_creation_frames>
      creation = {};
  cotidy::detail::task_shard *shard = nullptr;
};

namespace cotidy::detail {

struct task_shard {
  std::mutex lock;
  std::deque<cotidy_task> records;
  std::vector<cotidy_task *> free;
};

class task_table {
public:
  cotidy_task &create(const void *address, const char *name, cotidy_site where,
                      std::uint32_t flags);
  void destroy(cotidy_task &task);
  // What a person wants to read of one task.
  struct view {
    std::uint64_t id;
    std::string name;
    task_state state;
    cotidy_site where;
    cotidy_site suspended;
    std::string waiting_for;
    std::uint64_t awaiter;
    nanoseconds since;
  };
  static view look_at(const cotidy_task &task);
  std::vector<view> pending(); // neither done nor destroyed, oldest first
  // The chain of tasks that wait for this one, which comes first.
  static std::vector<view> awaiters(const cotidy_task &task);
  void before_fork();
  void after_fork();

private:
  static constexpr std::size_t shard_count = 16;
  std::array<task_shard, shard_count> shards_;
  std::atomic<std::uint64_t> next_id_ = 1;
};

} // namespace cotidy::detail

#endif
