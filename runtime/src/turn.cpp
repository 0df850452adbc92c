// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "turn.hpp"

#include <new>
#include <utility>

namespace cotidy::detail {
namespace {

// Unlike the number of a thread its address is the same in a forked child.
const void *this_thread() {
  static thread_local const char address = 0;
  return &address;
}

} // namespace

void turn::lock() {
  std::unique_lock guard(lock_);
  if (owner_ != this_thread()) {
    changed_.wait(guard, [this] { return !owner_; });
    owner_ = this_thread();
  }
  ++depth_;
}

void turn::unlock() {
  const std::lock_guard guard(lock_);
  // What was held when a handler forked is not held in the child.
  if (owner_ != this_thread())
    return;
  if (--depth_ == 0)
    owner_ = nullptr;
  changed_.notify_all();
}

bool turn::is_own() const {
  const std::lock_guard guard(lock_);
  return owner_ == this_thread();
}

std::size_t turn::set_idle(std::size_t depth) {
  const std::lock_guard guard(lock_);
  if (owner_ != this_thread())
    return 0;
  changed_.notify_all();
  return std::exchange(idle_, depth == is_held ? depth_ : depth);
}

void turn::before_fork() {
  std::unique_lock guard(lock_);
  changed_.wait(guard,
                [this] { return depth_ == idle_ || owner_ == this_thread(); });
  guard.release();
}

void turn::after_fork(bool in_child) {
  if (in_child) {
    owner_ = nullptr;
    depth_ = idle_ = 0;
    // Not destroyed: that waits for those who wait, and they are not here.
    new (&changed_) std::condition_variable;
  }
  lock_.unlock();
}

} // namespace cotidy::detail
