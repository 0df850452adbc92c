// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One line on a terminal that says how far a run has come; silent elsewhere.

#ifndef COTIDY_TOOL_CLI_PROGRESS_H
#define COTIDY_TOOL_CLI_PROGRESS_H

#include <chrono>
#include <cstddef>

namespace cotidy {

class Progress {
public:
  explicit Progress(size_t Total);
  ~Progress();

  void unitDone(size_t Findings);

private:
  void show() const;

  const size_t Total;
  const bool Shown;
  const std::chrono::steady_clock::time_point Start;
  size_t Done = 0;
  size_t Findings = 0;
};

} // namespace cotidy

#endif
