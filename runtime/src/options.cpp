// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "options.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace cotidy::detail {
namespace {

using member = std::variant<std::int64_t options::*, std::string options::*>;

struct option {
  std::string_view key;
  member field;
  std::string_view values; // for a word: which ones, separated by '|'
  std::string_view what;
};

// Constant: it is read before any constructor has run.
constexpr option table[] = {
    {"slow_callback_ms", &options::slow_callback_ms, "",
     "a callback that holds the loop as long as this is reported"},
    {"slow_tick_ms", &options::slow_tick_ms, "",
     "callbacks that together hold it as long as this, between two waits"},
    {"never_yield_ms", &options::never_yield_ms, "",
     "a task that computes as long as this without a suspension"},
    {"hang_ms", &options::hang_ms, "",
     "when all threads and all pending tasks are shown"},
    {"blocking_calls", &options::blocking_calls, "report|ignore",
     "calls that wait, made in a callback"},
    {"min_blocking_us", &options::min_blocking_us, "",
     "how long such a call has to wait to be reported"},
    {"creation_stack_depth", &options::creation_stack_depth, "",
     "frames kept of where a task was created; 0 is fastest"},
    {"suppress_equal", &options::suppress_equal, "",
     "show equal reports once and count the others"},
    {"reports_per_minute", &options::reports_per_minute, "",
     "of equal reports, with suppress_equal=0"},
    {"max_reports", &options::max_reports, "", "in all"},
    {"suppressions", &options::suppressions, "",
     "a file of lines KIND:GLOB, function-name-matches:GLOB or "
     "call-stack-contains:GLOB"},
    {"exitcode", &options::exitcode, "",
     "of a program that would have ended with 0, after a report"},
    {"summary", &options::summary, "", "a line of counts at exit"},
    {"format", &options::format, "text|json|both",
     "what reports are; json is one object per line"},
    {"log_path", &options::log_path, "",
     "a file for JSON lines beside the text; %p becomes the process id"},
    {"trace", &options::trace, "",
     "a file for a timeline that ui.perfetto.dev opens; %p as above"},
    {"histogram", &options::histogram, "",
     "callback times and queue delays at exit"},
    {"symbolize", &options::symbolize, "",
     "0 prints addresses only, for cotidy's tools or addr2line"},
    {"timing", &options::timing, "auto|tsc|clock|epoch",
     "epoch reads no clock in the loop: cheapest, durations are approximate"},
    {"scale", &options::scale, "",
     "factor of the default thresholds; auto is 3 under AddressSanitizer, 10 "
     "under ThreadSanitizer"},
    {"signal", &options::signal, "",
     "its number; 0 takes a free real-time signal"},
    {"verify", &options::verify, "",
     "report at exit when no event loop was ever seen"},
    {"help", &options::help, "", "print this list and exit"},
};

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, change});
    }
  }
  return row.back();
}

std::string_view nearest_key(std::string_view key) {
  return std::ranges::min_element(
             table, {},
             [key](const option &each) { return distance(key, each.key); })
      ->key;
}

bool is_one_of(std::string_view value, std::string_view values) {
  while (!values.empty()) {
    const std::size_t end = std::min(values.find('|'), values.size());
    if (values.substr(0, end) == value)
      return true;
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return false;
}

std::string error_of(std::string_view key, std::string_view value,
                     std::string_view wanted) {
  return "bad value '" + std::string(value) + "' of option '" +
         std::string(key) + "': wanted " + std::string(wanted);
}

std::string assign(const option &which, std::string_view value,
                   options &result) {
  if (const auto *text = std::get_if<std::string options::*>(&which.field)) {
    if (!which.values.empty() && !is_one_of(value, which.values))
      return error_of(which.key, value, which.values);
    result.*(*text) = value;
    return {};
  }
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 0)
    return error_of(which.key, value, "a number");
  result.*std::get<std::int64_t options::*>(which.field) = number;
  return {};
}

std::string default_of(const option &each) {
  const options defaults;
  if (const auto *text = std::get_if<std::string options::*>(&each.field))
    return defaults.*(*text);
  return std::to_string(defaults.*
                        std::get<std::int64_t options::*>(each.field));
}

std::string parse_one(std::string_view pair, options &result) {
  const std::size_t equals = pair.find('=');
  const std::string_view key = pair.substr(0, equals);
  const auto *which = std::ranges::find(table, key, &option::key);
  if (which == std::end(table))
    return "unknown option '" + std::string(key) + "', did you mean '" +
           std::string(nearest_key(key)) + "'? help=1 lists all";
  if (equals == pair.npos)
    return "option '" + std::string(key) + "' needs a value";
  result.given.emplace(key);
  return assign(*which, pair.substr(equals + 1), result);
}

} // namespace

std::string parse_options(std::string_view text, options &result) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(':'), text.size());
    if (end != 0)
      if (std::string error = parse_one(text.substr(0, end), result);
          !error.empty())
        return error;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!result.trace.empty() && result.timing == "epoch")
    return "option 'trace' needs a clock, which timing=epoch does not read";
  char *end = nullptr;
  if (result.scale != "auto" &&
      (std::strtod(result.scale.c_str(), &end) <= 0 || *end))
    return error_of("scale", result.scale, "auto or a positive number");
  result.slowness = result.scale == "auto" ? slowness_of_this_build()
                                           : std::stod(result.scale);
  return {};
}

std::string options_help() {
  std::string text = "COTIDY_OPTIONS=key=value:key=value, with these keys:\n";
  for (const option &each : table) {
    text += "  " + std::string(each.key) + "=" + default_of(each) + "\n      " +
            std::string(each.what);
    if (!each.values.empty())
      text += " (" + std::string(each.values) + ")";
    text += '\n';
  }
  return text;
}

nanoseconds options::threshold(std::string_view key, std::int64_t ms) const {
  const double factor = given.contains(key) ? 1 : slowness;
  return nanoseconds(std::int64_t(double(ms) * 1e6 * factor));
}

double slowness_of_this_build() {
  if (dlsym(RTLD_DEFAULT, "__tsan_init"))
    return 10;
  if (dlsym(RTLD_DEFAULT, "__asan_init"))
    return 3;
  return 1;
}

} // namespace cotidy::detail
