// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scenarios are run as their own processes: a report may come at exit, and the
// exit code is a part of it.
#ifndef COTIDY_TEST_PROCESS_HPP
#define COTIDY_TEST_PROCESS_HPP

#include <string>
#include <vector>

namespace cotidy::test {

struct outcome {
  int exit_code = -1; // minus the signal that ended it
  std::string out;
  std::string err;

  bool says(const std::string &text) const {
    return err.find(text) != std::string::npos;
  }
  // How many reports of a kind were printed.
  int reports(const std::string &kind) const;
};

// Runs one scenario of a program with the debug mode on. `options` goes into
// COTIDY_OPTIONS.
outcome run(const std::string &program, const std::string &scenario,
            const std::string &options = "",
            const std::vector<std::string> &environment = {"COTIDY_DEBUG=1"});

// "name.cpp:17" of the line of a program's source with the comment
// "// here: MARK".
std::string line_of(const std::string &program, const std::string &mark);

} // namespace cotidy::test

#endif
