// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A value that one task read, another one changed, and the first overwrites
// with what it made of the old value. Only tasks are told apart: a task that
// did not suspend in between cannot have lost anything.
#ifndef COTIDY_SRC_WATCH_HPP
#define COTIDY_SRC_WATCH_HPP

#include "task.hpp"
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace cotidy::detail {

struct overwritten {
  std::uintptr_t read; // return addresses of the accesses
  std::uintptr_t changed;
  std::string changed_by; // a task
};

} // namespace cotidy::detail

struct cotidy_watch {
  explicit cotidy_watch(const char *name);

  const std::string &name() const { return name_; }
  void read(const cotidy_task *task, const void *caller);
  // What this write by `task` loses, if anything.
  std::optional<cotidy::detail::overwritten> write(const cotidy_task *task,
                                                   const void *caller);

  // A child would wait for ever for a thread that reads or writes a value while
  // another one forks.
  static void before_fork();
  static void after_fork();

private:
  struct reading {
    std::uint64_t version;
    std::uint64_t suspensions; // of the task, so far
    std::uintptr_t caller;
  };

  const std::string name_;
  std::mutex &lock_; // one of a few, all of which are held during forks
  std::uint64_t version_ = 0;
  std::uintptr_t last_write_ = 0;
  std::string last_writer_;
  // Each task's last reading since its last write. What tasks left behind that
  // are gone is dropped when it becomes much.
  std::unordered_map<std::uint64_t, reading> readings_;
};

#endif
