// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors userver/engine/task/task_with_result.hpp and task.hpp beside it.
#pragma once
#pragma GCC system_header

#include <type_traits>
#include <utility>

namespace userver {
namespace engine {
namespace impl {
[[noreturn]] void NotLinked();
}
class TaskProcessor;

class [[nodiscard]] TaskBase {
public:
  bool IsValid() const;
  bool IsFinished() const;
  void Wait() const noexcept(false);
  template <typename Duration>
  void WaitFor(const Duration &duration) const noexcept(false) {}
  void RequestCancel();
  void SyncCancel() noexcept;
  void BlockingWait() const;
};
class [[nodiscard]] Task : public TaskBase {
public:
  Task();
  // Cancels the task and waits for it.
  ~Task();
  Task(Task &&other) noexcept;
  Task &operator=(Task &&other) noexcept;
  void Detach() &&;
};
template <typename T> class [[nodiscard]] TaskWithResult : public Task {
public:
  TaskWithResult() = default;
  TaskWithResult(TaskWithResult &&other) noexcept = default;
  TaskWithResult &operator=(TaskWithResult &&other) noexcept = default;
  T Get() noexcept(false) {
    Wait();
    impl::NotLinked();
  }
};
} // namespace engine
} // namespace userver
