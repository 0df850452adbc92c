// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The debug mode in GoogleTest: a report fails the test that it belongs to,
// instead of standing somewhere in the output.
//
//   int main(int count, char **arguments) {
//     testing::InitGoogleTest(&count, arguments);
//     cotidy::fail_tests_on_reports();
//     return RUN_ALL_TESTS();
//   }
//
// With the debug mode off this does nothing.
#ifndef COTIDY_GTEST_HPP
#define COTIDY_GTEST_HPP

#include <gtest/gtest.h>

#include "cotidy/debug.hpp"
#include <mutex>
#include <string>
#include <vector>

namespace cotidy {

namespace detail {

class listener final : public testing::EmptyTestEventListener {
public:
  listener() {
    set_report_handler([this](const report &each) {
      const std::lock_guard guard(lock_);
      reports_.push_back({each.file, int(each.line), each.text});
    });
  }

private:
  struct failure {
    std::string file;
    int line;
    std::string text;
  };

  void OnTestStart(const testing::TestInfo &test) override {
    cotidy_set_context(
        (std::string(test.test_suite_name()) + "." + test.name()).c_str());
  }
  // Here, and not where the report is made: GoogleTest wants failures from the
  // thread of the test.
  void OnTestEnd(const testing::TestInfo &) override {
    flush_reports();
    fail();
    cotidy_set_context(nullptr);
  }
  void OnTestProgramEnd(const testing::UnitTest &) override {
    set_report_handler(nullptr);
  }

  void fail() {
    std::vector<failure> reports;
    {
      const std::lock_guard guard(lock_);
      reports.swap(reports_);
    }
    for (const failure &each : reports)
      ADD_FAILURE_AT(each.file.empty() ? "cotidy" : each.file.c_str(),
                     each.line)
          << each.text;
  }

  std::mutex lock_;
  std::vector<failure> reports_;
};

} // namespace detail

inline void fail_tests_on_reports() {
  if (debug_mode())
    testing::UnitTest::GetInstance()->listeners().Append(new detail::listener);
}

} // namespace cotidy

// Fails when the statement takes longer, not counting time in which the machine
// gave the thread no core; with the debug mode on and off.
//   EXPECT_MAX_BLOCK(5ms, parse(file));
#define EXPECT_MAX_BLOCK(limit, ...)                                           \
  EXPECT_LE(::cotidy::time_taken([&] { __VA_ARGS__; }), limit)                 \
      << "by: " #__VA_ARGS__

#endif
