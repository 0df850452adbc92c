// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// COTIDY_OPTIONS=key=value:key=value. A key that is silently ignored is worse
// than none: an unknown one, and a value that makes no sense, is an error that
// names what was probably meant.
#ifndef COTIDY_SRC_OPTIONS_HPP
#define COTIDY_SRC_OPTIONS_HPP

#include "clock.hpp"
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cotidy::detail {

struct options {
  std::int64_t slow_callback_ms = 100;
  std::int64_t slow_tick_ms = 200;
  std::int64_t never_yield_ms = 1000;
  std::int64_t hang_ms = 5000;
  std::string blocking_calls = "report";
  std::int64_t min_blocking_us = 0;
  std::int64_t creation_stack_depth = 4;
  std::int64_t suppress_equal = 1;
  std::int64_t reports_per_minute = 5;
  std::int64_t max_reports = 100;
  std::string suppressions;
  std::int64_t exitcode = 66;
  std::int64_t summary = 1;
  std::string format = "text";
  std::string log_path;
  std::string trace;
  std::int64_t histogram = 0;
  std::int64_t symbolize = 1;
  std::string timing = "auto";
  std::string scale = "auto";
  std::int64_t signal = 0;
  std::int64_t verify = 0;
  std::int64_t help = 0;

  std::set<std::string, std::less<>> given; // keys that were named

  // A default grows with the slowness of the build; what the user wrote stays.
  nanoseconds threshold(std::string_view key, std::int64_t ms) const;
  double slowness = 1;
};

// Adds what `text` says; returns an error to print, empty when there is none.
std::string parse_options(std::string_view text, options &result);

std::string options_help();

// 3 under AddressSanitizer, 10 under ThreadSanitizer, 1 otherwise.
double slowness_of_this_build();

} // namespace cotidy::detail

#endif
