// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "reporter.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace cotidy::detail {
namespace {

constexpr std::string_view function_rule = "function-name-matches";
constexpr std::string_view stack_rule = "call-stack-contains";

bool is_kind(std::string_view name) {
  for (int kind = 0; kind < COTIDY_KINDS; ++kind)
    if (kind_name(kind) == name)
      return true;
  return false;
}

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == line.npos)
    return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

bool has_function(const finding &what, std::string_view glob) {
  return std::ranges::any_of(what.stack, [&](const frame &each) {
    return matches_glob(glob, each.function) ||
           matches_glob("*" + std::string(glob) + "*", each.function);
  });
}

} // namespace

bool matches_glob(std::string_view glob, std::string_view text) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = glob.npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      resume = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != glob.npos) {
      g = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == glob.npos;
}

std::string suppressions::parse(std::string_view text) {
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string_view content =
        trimmed(std::string_view(line).substr(0, line.find('#')));
    if (content.empty())
      continue;
    const std::size_t colon = content.find(':');
    const std::string_view kind = content.substr(0, colon);
    if (colon == content.npos || colon + 1 == content.size() ||
        (!is_kind(kind) && kind != function_rule && kind != stack_rule))
      return "line " + std::to_string(number) + ": wanted KIND:GLOB, " +
             std::string(function_rule) + ":GLOB or " +
             std::string(stack_rule) + ":GLOB";
    rules_.push_back(
        {std::string(kind), std::string(content.substr(colon + 1))});
  }
  return {};
}

bool suppressions::covers(const finding &what, const incident &source) const {
  return std::ranges::any_of(rules_, [&](const rule &each) {
    if (each.where == function_rule)
      return matches_glob(each.glob, what.where.function);
    if (each.where == stack_rule)
      return has_function(what, each.glob);
    return each.where == kind_name(what.kind) &&
           (matches_glob(each.glob, what.where.file) ||
            matches_glob(each.glob, what.where.function) ||
            matches_glob(each.glob, source.subject) ||
            has_function(what, each.glob));
  });
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    text.remove_prefix(std::size_t(written));
  }
  return true;
}

reporter::reporter(const options &chosen, turn &used)
    : options_(chosen), used_(used), trace_(chosen.trace) {
  if (!chosen.suppressions.empty()) {
    std::ifstream file(chosen.suppressions);
    std::stringstream text;
    text << file.rdbuf();
    std::string error =
        file ? suppressions_.parse(text.str()) : "cannot be read";
    if (!error.empty())
      write_all(STDERR_FILENO, "cotidy: suppressions '" + chosen.suppressions +
                                   "': " + error + "\n");
  }
}

reporter::~reporter() {
  if (log_ >= 0)
    close(log_);
}

void reporter::report(incident &what, unwinder &names) {
  if (what.kind != COTIDY_EXPECTATION && !expected_[what.kind].empty()) {
    ++expected_[what.kind].back();
    return;
  }
  const finding found = describe(what, names);
  if (suppressions_.covers(found, what)) {
    ++suppressed_;
    return;
  }
  ++count_;
  ++counts_[what.kind];
  trace_.write(found, what);
  switch (admission_of(found)) {
  case admission::show:
    show(found, what);
    break;
  case admission::repeated:
    ++repeated_;
    break;
  case admission::rate_limited:
    ++rate_limited_;
    break;
  }
}

admission reporter::admission_of(const finding &what) {
  history &equal = histories_[what.fingerprint];
  if (now() - equal.minute >= std::chrono::minutes(1)) {
    equal.minute = now();
    equal.so_far.shown_this_minute = 0;
  }
  equal.so_far.shown_in_all = shown_;
  const admission result =
      admit(equal.so_far, {options_.suppress_equal != 0,
                           std::size_t(options_.reports_per_minute),
                           std::size_t(options_.max_reports)});
  ++equal.so_far.seen;
  if (result == admission::show) {
    ++equal.so_far.shown_this_minute;
    ++shown_;
  }
  return result;
}

void reporter::show(const finding &what, const incident &source) {
  const std::string text = to_text(what, source);
  const std::string json = to_json(what, source);
  if (!options_.log_path.empty())
    write_log(json);
  if (handler_) {
    const std::string kind(kind_name(what.kind));
    const cotidy_report view = {sizeof view,
                                what.kind,
                                kind.c_str(),
                                what.check.c_str(),
                                what.severity.c_str(),
                                what.message.c_str(),
                                what.where.file.c_str(),
                                what.where.function.c_str(),
                                what.where.line,
                                what.advice.c_str(),
                                text.c_str(),
                                json.c_str(),
                                source.context.c_str(),
                                std::uint64_t(source.split.wall.count())};
    used_.call_out([&] { handler_(&view, argument_); });
    return;
  }
  if (options_.format != "json")
    write_all(STDERR_FILENO, text);
  if (options_.format != "text")
    write_all(STDERR_FILENO, json);
}

void reporter::write_log(const std::string &json) {
  if (log_ < 0)
    log_ = open(with_process_id(options_.log_path).c_str(),
                O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (log_ < 0 || !write_all(log_, json)) {
    ++unwritten_;
    write_error_ = std::strerror(errno);
  }
}

void reporter::set_handler(cotidy_report_handler handler, void *argument) {
  handler_ = handler;
  argument_ = argument;
}

void reporter::expect(int kind) { expected_[kind].push_back(0); }

std::size_t reporter::stop_expecting(int kind) {
  if (expected_[kind].empty())
    return 0;
  const std::size_t seen = expected_[kind].back();
  expected_[kind].pop_back();
  return seen;
}

void reporter::set_context(std::string context) {
  context_ = std::move(context);
  histories_.clear(); // what two tests do wrong is reported for both
}

std::string reporter::counts() const {
  std::string text;
  for (int kind = 0; kind < COTIDY_KINDS; ++kind)
    if (counts_[kind])
      text += (text.empty() ? "" : ", ") + std::to_string(counts_[kind]) + " " +
              std::string(kind_name(kind));
  return text;
}

std::string reporter::kept_back() const {
  std::string text;
  const auto line = [&](std::size_t count, const std::string &why) {
    if (count)
      text += "cotidy: " + std::to_string(count) + " " + why + "\n";
  };
  line(repeated_, "equal to one that was shown");
  line(rate_limited_, "not shown because of reports_per_minute or max_reports");
  line(suppressed_, "suppressed by '" + options_.suppressions + "'");
  line(unwritten_,
       "not written to '" + options_.log_path + "': " + write_error_);
  if (!trace_.error().empty())
    text += "cotidy: the trace '" + options_.trace +
            "' is incomplete: " + trace_.error() + "\n";
  return text;
}

void reporter::forget() {
  histories_.clear();
  counts_ = {};
  count_ = shown_ = suppressed_ = repeated_ = rate_limited_ = unwritten_ = 0;
  trace_.forget();
  if (log_ >= 0)
    close(log_);
  log_ = -1; // a child with %p in its path has a log of its own
}

} // namespace cotidy::detail
