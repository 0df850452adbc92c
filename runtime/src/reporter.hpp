// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which findings reach the reader, and how: suppressions, expectations, equal
// ones, too many, then the handler, the log or the standard error. Whatever is
// not shown is counted, and the last line tells the counts.
//
// Used by one thread at a time.
#ifndef COTIDY_SRC_REPORTER_HPP
#define COTIDY_SRC_REPORTER_HPP

#include "options.hpp"
#include "report.hpp"
#include "trace.hpp"
#include "turn.hpp"
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cotidy::detail {

// Lines of a suppression file.
class suppressions {
public:
  // An error to print, empty when there is none.
  std::string parse(std::string_view text);
  bool covers(const finding &what, const incident &source) const;

private:
  struct rule {
    std::string where; // a kind, function-name-matches or call-stack-contains
    std::string glob;
  };
  std::vector<rule> rules_;
};

bool matches_glob(std::string_view glob, std::string_view text);

class reporter {
public:
  // Its users hold `used`.
  reporter(const options &chosen, turn &used);
  ~reporter();

  void report(incident &what, unwinder &names);
  trace_writer &trace() { return trace_; }

  void set_handler(cotidy_report_handler handler, void *argument);
  void expect(int kind);
  // How many came since the matching expect().
  std::size_t stop_expecting(int kind);
  void set_context(std::string context);
  const std::string &context() const { return context_; }

  // Reported, whether shown or counted only.
  std::size_t count() const { return count_; }
  // "2 slow-callback, 1 never-awaited"; empty when there was nothing.
  std::string counts() const;
  // What was kept back and why, a line each.
  std::string kept_back() const;
  void forget(); // in a forked child

private:
  struct history {
    admission_history so_far;
    nanoseconds minute{};
    std::string what;
  };

  void show(const finding &what, const incident &source);
  void write_log(const std::string &json);
  admission admission_of(const finding &what);

  const options &options_;
  turn &used_;
  suppressions suppressions_;
  cotidy_report_handler handler_ = nullptr;
  void *argument_ = nullptr;
  std::string context_;
  std::map<std::string, history> histories_;
  std::array<std::size_t, COTIDY_KINDS> counts_{};
  std::array<std::vector<std::size_t>, COTIDY_KINDS> expected_;
  std::size_t count_ = 0;
  std::size_t shown_ = 0;
  std::size_t suppressed_ = 0;
  std::size_t repeated_ = 0;
  std::size_t rate_limited_ = 0;
  std::size_t unwritten_ = 0;
  std::string write_error_;
  trace_writer trace_;
  int log_ = -1;
};

// All of it, whatever signals come.
bool write_all(int file, std::string_view text);

} // namespace cotidy::detail

#endif
