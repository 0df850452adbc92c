// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/task.hh.
#pragma once
#pragma GCC system_header

#include <cstddef>

namespace seastar {
// Mirrors seastar/core/scheduling.hh.
class scheduling_group {
public:
  constexpr scheduling_group() noexcept : _id(0) {}
  bool active() const noexcept;
  bool operator==(const scheduling_group &x) const noexcept = default;

private:
  unsigned _id;
};
scheduling_group current_scheduling_group() noexcept;
scheduling_group default_scheduling_group() noexcept;

class task {
public:
  explicit task(scheduling_group sg = scheduling_group()) noexcept;
  virtual void run_and_dispose() noexcept = 0;
  virtual task *waiting_task() noexcept = 0;
  scheduling_group group() const;

protected:
  scheduling_group set_scheduling_group(scheduling_group new_sg) noexcept;
  ~task() = default;
};
void schedule(task *t) noexcept;

// Mirrors seastar/core/preempt.hh.
bool need_preempt() noexcept;

// Mirrors seastar/core/shard_id.hh.
using shard_id = unsigned;
shard_id this_shard_id() noexcept;

namespace internal {
// The body of a template that the mock does not show.
[[noreturn]] void not_linked();
} // namespace internal
} // namespace seastar
