// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace cotidy::detail {
namespace {

constexpr std::string_view kind_names[COTIDY_KINDS] = {
    "slow-callback",   "slow-tick",         "hang",
    "never-yielded",   "blocking-call",     "never-awaited",
    "never-retrieved", "destroyed-pending", "wrong-thread",
    "lost-update",     "nested-run",        "max-block",
    "expectation",     "self-check"};

std::string in_quotes(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string loop_of(const incident &what) {
  return what.loop.empty() ? "its event loop"
                           : "event loop \"" + what.loop + "\"";
}

// "save_row" of "task<void> db::save_row(int)".
std::string bare_name(std::string_view function) {
  const std::string name = short_name(function);
  const std::size_t scope = name.rfind("::");
  return scope == name.npos ? name : name.substr(scope + 2);
}

// "task 'autosave'"; what a library hides has no name.
std::string task_of(const incident &what) {
  return what.subject.empty() ? "a detached coroutine"
                              : "task " + in_quotes(what.subject);
}

std::string plural(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) +
         (count == 1 ? "" : "s");
}

place first_project_place(const std::vector<frame> &stack) {
  const auto found = std::ranges::find_if(stack, is_project_frame);
  return found == stack.end() ? place() : place_of(*found);
}

// Past the coroutine's own first part: who called it.
place caller_of(std::string_view coroutine, const std::vector<frame> &stack) {
  const std::string own = bare_name(coroutine);
  for (const frame &each : stack)
    if (is_project_frame(each) && bare_name(each.function) != own)
      return place_of(each);
  return first_project_place(stack);
}

section stack_section(std::string title, const std::vector<frame> &stack) {
  section result{std::move(title), {}};
  for (std::size_t i = 0; i < stack.size(); ++i)
    result.lines.push_back(show_frame(stack[i], i));
  return result;
}

section line_section(std::string title, const place &where) {
  return {std::move(title), {show_place(where)}};
}

std::string show_split(const incident &what) {
  const time_split &split = what.split;
  if (!split.known)
    return show_time(split.cpu) + " on the CPU + " +
           show_time(split.blocked + split.waiting) +
           " blocked or waiting for a core, which this kernel does not count";
  std::string text = show_time(split.cpu) + " on the CPU + " +
                     show_time(split.blocked) + " blocked";
  if (!what.blocked_in.empty())
    text += " in " + what.blocked_in;
  return text + " + " + show_time(split.waiting) + " waiting for a core";
}

bool is_mostly_blocked(const incident &what) {
  return what.split.blocked > what.split.cpu;
}

constexpr std::string_view move_elsewhere =
    "run the blocking call on another thread (run_in_executor, a thread pool) "
    "or use its asynchronous form";
constexpr std::string_view yield_or_move =
    "suspend now and then, or run the computation on another thread";

void describe_time(const incident &what, finding &result) {
  result.check = is_mostly_blocked(what) ? "async-blocking-call"
                                         : "async-loop-without-suspend";
  result.advice = is_mostly_blocked(what) ? move_elsewhere : yield_or_move;
  result.sections.push_back({"time: " + show_split(what), {}});
  if (what.others)
    result.sections.push_back(
        {plural(what.others, "other callback") + " waited for it", {}});
}

// The stack, where it was stuck or noticed, decides where to look.
void describe_stack(std::string title, finding &result) {
  result.where = first_project_place(result.stack);
  if (!result.stack.empty())
    result.sections.push_back(stack_section(std::move(title), result.stack));
}

void slow_callback(const incident &what, unwinder &, finding &result) {
  const bool is_hang = what.kind == COTIDY_HANG;
  const bool computes = what.kind == COTIDY_NEVER_YIELDED;
  if (is_hang)
    result.message = in_quotes(what.subject) + " has held " + loop_of(what) +
                     " for " + show_time(what.split.wall) +
                     " and has not returned";
  else if (computes)
    result.message = "task " + in_quotes(what.subject) + " has computed for " +
                     show_time(what.split.wall) + " without a suspension";
  else
    result.message = in_quotes(what.subject) + " held " + loop_of(what) +
                     " for " + (what.is_approximate ? "about " : "") +
                     show_time(what.split.wall) + " (threshold " +
                     show_time(what.threshold) + ")";
  describe_time(what, result);
  describe_stack("stuck at (" + show_time(what.slice_after) +
                     " into the callback):",
                 result);
}

void slow_tick(const incident &what, unwinder &, finding &result) {
  std::size_t count = 0;
  section parts{"what took longest:", {}};
  for (const contributor &each : what.contributors) {
    count += each.count;
    std::string line = in_quotes(short_name(each.name)) + " x" +
                       std::to_string(each.count) + " " + show_time(each.took);
    if (each.created.line)
      line += ", created at " + show_place(place_of(each.created));
    if (parts.lines.size() < 5)
      parts.lines.push_back(std::move(line));
  }
  result.message = plural(count, "callback") + " held " + loop_of(what) +
                   " for " + show_time(what.split.wall) +
                   " in one tick (threshold " + show_time(what.threshold) + ")";
  describe_time(what, result);
  result.advice = "spread the work over several ticks, or run it on another "
                  "thread";
  result.sections.push_back(std::move(parts));
  const auto known =
      std::ranges::find_if(what.contributors, [](const contributor &each) {
        return each.created.line != 0;
      });
  if (known != what.contributors.end())
    result.where = place_of(known->created);
}

void blocking_call(const incident &what, unwinder &, finding &result) {
  result.message = in_quotes(what.subject) + " blocked " + loop_of(what) +
                   " for " + show_time(what.split.wall);
  result.advice = move_elsewhere;
  describe_stack("called at:", result);
  if (what.where.line)
    result.where = place_of(what.where);
}

void never_awaited(const incident &what, unwinder &names, finding &result) {
  result.message =
      "coroutine " + in_quotes(what.subject) + " was never awaited";
  result.advice = "await it, or give it to spawn() when it shall run by itself";
  const std::vector<frame> creation = names.symbolize(what.creation);
  const std::string_view function =
      what.where.function ? what.where.function : "";
  result.where = caller_of(function, creation);
  if (result.where.line)
    result.sections.push_back(line_section("created at:", result.where));
  if (const place dropped = caller_of(function, result.stack); dropped.line) {
    result.sections.push_back(line_section("destroyed at:", dropped));
    if (!result.where.line)
      result.where = dropped;
  }
}

void destroyed_pending(const incident &what, unwinder &names, finding &result) {
  result.message =
      "task " + in_quotes(what.subject) + " was destroyed but it is pending";
  result.advice = "await it, or cancel it and await that, before its loop ends";
  result.where = place_of(what.where);
  result.sections.push_back(
      {"suspended for " + show_time(what.split.wall) +
           (what.detail.empty() ? "" : ", waiting for " + what.detail) +
           ", at:",
       {show_place(result.where)}});
  if (const place created = caller_of({}, names.symbolize(what.creation));
      created.line)
    result.sections.push_back(line_section("created at:", created));
  if (const place dropped = first_project_place(result.stack); dropped.line)
    result.sections.push_back(line_section("destroyed at:", dropped));
}

void never_retrieved(const incident &what, unwinder &names, finding &result) {
  result.message = "exception " + in_quotes(what.detail) +
                   (what.more.empty() ? "" : " (\"" + what.more + "\")") +
                   " of " + task_of(what) + " was never retrieved" +
                   (what.blocked_in.empty() ? "" : ": " + what.blocked_in);
  result.advice = "await the task, or give it a handler that looks at its "
                  "exception";
  result.where = place_of(what.where);
  if (const place created =
          caller_of(what.where.function ? what.where.function : "",
                    names.symbolize(what.creation));
      created.line) {
    result.sections.push_back(line_section("created at:", created));
    if (!result.where.line)
      result.where = created;
  }
}

void wrong_thread(const incident &what, unwinder &, finding &result) {
  result.message = in_quotes(what.subject) + " was called on thread \"" +
                   what.thread + "\" while thread \"" + what.detail +
                   "\" runs " + loop_of(what);
  result.advice = "hand it to the loop: call_soon_threadsafe, asio::post";
  describe_stack("called at:", result);
  if (what.where.line)
    result.where = place_of(what.where);
}

void lost_update(const incident &what, unwinder &names, finding &result) {
  const place read = first_project_place(names.symbolize(what.earlier));
  const place suspended = place_of(what.where);
  const place written = first_project_place(result.stack);
  result.message = in_quotes(what.subject) + " was read before a suspension, " +
                   "changed during it, and overwritten after it";
  result.advice = "read it again after the suspension, or hold a cotidy::mutex "
                  "over both";
  result.where = written;
  const std::string other = what.detail.empty() ? "" : " by " + what.detail;
  result.sections = {
      line_section("read at:", read), line_section("suspended at:", suspended),
      line_section("changed meanwhile" + other + " at:",
                   first_project_place(names.symbolize(what.creation))),
      line_section("overwritten at:", written)};
}

void nested_run(const incident &what, unwinder &, finding &result) {
  result.message = "event loop \"" + what.subject +
                   "\" is run inside a callback of " + loop_of(what);
  result.advice = "await what it shall wait for instead of running a loop";
  describe_stack("called at:", result);
}

void max_block(const incident &what, unwinder &, finding &result) {
  result.message = in_quotes(what.subject) + " took " +
                   show_time(what.split.wall) + " (at most " +
                   show_time(what.threshold) + ")";
  result.advice = yield_or_move;
  result.where = place_of(what.where);
}

void plain(const incident &what, unwinder &, finding &result) {
  result.message = what.subject;
  result.advice = what.detail;
  result.where = place_of(what.where);
}

struct wording {
  std::string_view check;
  std::string_view severity;
  void (*describe)(const incident &, unwinder &, finding &);
  bool is_about_function = false;
};

constexpr wording wordings[COTIDY_KINDS] = {
    {"", "warning", slow_callback, true},
    {"", "warning", slow_tick, true},
    {"", "error", slow_callback, true},
    {"", "warning", slow_callback, true},
    {"async-blocking-call", "warning", blocking_call},
    {"async-unawaited-task", "error", never_awaited, true},
    {"async-swallowed-exception", "warning", never_retrieved, true},
    {"async-task-never-awaited", "error", destroyed_pending, true},
    {"async-wrong-thread-call", "error", wrong_thread},
    {"async-lost-update", "error", lost_update},
    {"async-sync-wait-in-coroutine", "error", nested_run},
    {"async-blocking-call", "error", max_block},
    {"", "error", plain},
    {"", "error", plain},
};

// Stable from run to run: names and lines, no address and no time.
std::string fingerprint(const finding &what, const incident &source) {
  std::uint64_t hash = 14695981039346656037u;
  const auto add = [&](std::string_view text) {
    for (const char c : text)
      hash = (hash ^ std::uint8_t(c)) * 1099511628211u;
    hash = (hash ^ 0xff) * 1099511628211u;
  };
  add(kind_name(what.kind));
  add(what.where.file);
  add(std::to_string(what.where.line));
  add(what.where.function);
  add(source.subject);
  add(source.created.file ? source.created.file : "");
  add(std::to_string(source.created.line));
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", (unsigned long long)hash);
  return text;
}

void add_awaiters(const incident &source, finding &result) {
  if (source.awaiters.size() < 2)
    return;
  section chain{"awaited by:", {}};
  for (std::size_t i = 1; i < source.awaiters.size(); ++i)
    chain.lines.push_back("#" + std::to_string(i - 1) + " " +
                          short_name(source.awaiters[i].name) + "  " +
                          show_place(place_of(source.awaiters[i].suspended)));
  result.sections.push_back(std::move(chain));
}

std::string as_json(const place &where) {
  return "{\"file\":" + json_string(where.file) +
         ",\"line\":" + std::to_string(where.line) +
         ",\"function\":" + json_string(where.function) + "}";
}

std::string as_json(const frame &each) {
  char address[40];
  std::snprintf(address, sizeof address, "\"0x%llx\"",
                (unsigned long long)each.offset);
  return "{\"function\":" + json_string(each.function) +
         ",\"file\":" + json_string(short_path(each.file)) +
         ",\"line\":" + std::to_string(each.line) +
         ",\"module\":" + json_string(each.module) + ",\"offset\":" + address +
         "}";
}

template <class Range, class Show>
std::string json_list(const Range &range, Show show) {
  std::string text = "[";
  for (const auto &each : range)
    text += (text.size() > 1 ? "," : "") + show(each);
  return text + "]";
}

} // namespace

std::string short_name(std::string_view name) {
  std::string result(name);
  for (const std::string_view scope :
       {"(anonymous namespace)::", "{anonymous}::"})
    for (std::size_t at; (at = result.find(scope)) != result.npos;)
      result.erase(at, scope.size());
  const std::size_t open = result.find('(');
  // A lambda has no name of its own.
  if (open == result.npos || result.find("lambda") != result.npos ||
      result.find("anonymous class") != result.npos)
    return result;
  result.erase(open);
  int nesting = 0;
  for (std::size_t i = result.size(); i-- > 0;) {
    nesting += result[i] == '>' ? 1 : result[i] == '<' ? -1 : 0;
    if (nesting == 0 && result[i] == ' ')
      return result.substr(i + 1);
  }
  return result;
}

std::string_view kind_name(int kind) {
  return kind >= 0 && kind < COTIDY_KINDS ? kind_names[kind] : "unknown";
}

std::string short_path(const std::string &path) {
  // For ever: reports are made while the program's statics are destroyed.
  static const std::string &here = *new std::string([] {
    std::error_code ignored;
    return std::filesystem::current_path(ignored).string() + "/";
  }());
  // Compilers write "/project/build/../src/a.cpp".
  const std::string whole =
      std::filesystem::path(path).lexically_normal().string();
  if (here.size() > 1 && whole.starts_with(here))
    return whole.substr(here.size());
  return whole;
}

std::string show_time(nanoseconds time) {
  const double ms = double(time.count()) / 1e6;
  char text[32];
  if (ms >= 1000)
    std::snprintf(text, sizeof text, "%.1f s", ms / 1000);
  else if (ms >= 1)
    std::snprintf(text, sizeof text, "%.1f ms", ms);
  else if (ms >= 0.001)
    std::snprintf(text, sizeof text, "%.0f us", ms * 1000);
  else if (time.count() != 0)
    std::snprintf(text, sizeof text, "%.0f ns", ms * 1e6);
  else
    return "0 ms";
  std::string result = text;
  if (const std::size_t zero = result.find(".0 "); zero != result.npos)
    result.erase(zero, 2);
  return result;
}

place place_of(const frame &each) {
  return {short_path(each.file), each.line, each.column, each.function};
}

place place_of(const cotidy_site &site) {
  return {site.file ? short_path(site.file) : "", site.line, site.column,
          site.function ? site.function : ""};
}

std::string show_place(const place &where) {
  if (where.file.empty())
    return "an unknown place";
  std::string text = where.file + ":" + std::to_string(where.line);
  if (where.column)
    text += ":" + std::to_string(where.column);
  if (!where.function.empty())
    text += " in " + where.function;
  return text;
}

std::string show_frame(const frame &each, std::size_t number) {
  std::string text = "#" + std::to_string(number) + " ";
  text += each.function.empty() ? "??" : each.function;
  if (each.line)
    return text + "  " + short_path(each.file) + ":" +
           std::to_string(each.line) + ":" + std::to_string(each.column);
  char offset[32];
  std::snprintf(offset, sizeof offset, "+0x%llx",
                (unsigned long long)each.offset);
  return text + "  " + (each.module.empty() ? "unknown module" : each.module) +
         offset;
}

std::string show_task(const task_table::view &task) {
  constexpr std::string_view states[] = {"not started", "running", "suspended",
                                         "done"};
  std::string text =
      "#" + std::to_string(task.id) + " " + short_name(task.name) + ": " +
      std::string(states[int(task.state)]) + " for " + show_time(task.since);
  if (task.state == task_state::suspended) {
    if (!task.waiting_for.empty())
      text += ", waiting for " + task.waiting_for;
    text += ", at " + show_place(place_of(task.suspended));
  } else {
    text += ", " + show_place(place_of(task.where));
  }
  if (task.awaiter)
    text += ", awaited by #" + std::to_string(task.awaiter);
  return text;
}

std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", unsigned(c));
      result += escape;
    } else {
      result += c;
    }
  }
  return result + "\"";
}

namespace {

// Without the runtime's own frames, and those below main().
void trim(std::vector<frame> &stack) {
  const auto is_own = [](const frame &each) {
    return each.module.find("/libcotidy.so") != std::string::npos;
  };
  stack.erase(stack.begin(), std::ranges::find_if_not(stack, is_own));
  const auto main = std::ranges::find(stack, "main", &frame::function);
  if (main != stack.end())
    stack.erase(std::next(main), stack.end());
}

} // namespace

finding describe(incident &source, unwinder &names) {
  finding result;
  const wording &how = wordings[source.kind];
  if (how.is_about_function)
    source.subject = short_name(source.subject);
  result.kind = source.kind;
  result.check = how.check;
  result.severity = how.severity;
  result.stack = source.slice ? names.unwind(*source.slice)
                              : names.symbolize(source.stack);
  trim(result.stack);
  result.awaiters = source.awaiters;
  how.describe(source, names, result);
  add_awaiters(source, result);
  // A place near it is better than none.
  if (result.where.file.empty())
    result.where = place_of(source.where);
  if (source.created.line && source.kind != COTIDY_SLOW_TICK) {
    const place created = place_of(source.created);
    result.sections.push_back(line_section("callback created at:", created));
    if (result.where.file.empty())
      result.where = created;
  }
  result.fingerprint = fingerprint(result, source);
  return result;
}

std::string to_text(const finding &what, const incident &source) {
  const std::string kind(kind_name(what.kind));
  const std::string process = "==" + std::to_string(getpid()) + "==";
  std::string text = process +
                     (what.severity == "error" ? "ERROR" : "WARNING") +
                     ": cotidy: " + kind + ": " + what.message + "\n";
  if (!what.where.file.empty())
    text += "  at " + show_place(what.where) + "\n";
  text += "  on thread \"" + source.thread + "\" (" +
          std::to_string(source.tid) + ")" +
          (source.context.empty() ? "" : " in test " + source.context) + "\n";
  for (const section &each : what.sections) {
    text += "  " + each.title + "\n";
    for (const std::string &line : each.lines)
      text += "    " + line + "\n";
  }
  for (const std::string &paragraph : source.paragraphs)
    text += paragraph;
  if (!what.advice.empty())
    text += "  fix: " + what.advice + "\n";
  if (!what.check.empty())
    text += "  rule: " + what.check + "  ";
  else
    text += "  ";
  text += "id: " + what.fingerprint + "\n";
  return text + "SUMMARY: cotidy: " + kind + " " + show_place(what.where) +
         "\n";
}

std::string to_json(const finding &what, const incident &source) {
  const auto number = [](const char *key, std::int64_t value) {
    return ",\"" + std::string(key) + "\":" + std::to_string(value);
  };
  const auto string = [](const char *key, std::string_view value) {
    return ",\"" + std::string(key) + "\":" + json_string(value);
  };
  std::string text = "{\"version\":1";
  text +=
      string("kind", kind_name(what.kind)) + string("check", what.check) +
      string("severity", what.severity) + string("message", what.message) +
      string("file", what.where.file) + number("line", what.where.line) +
      string("function", what.where.function) + string("advice", what.advice) +
      number("time_ns", source.since_epoch.count()) + number("pid", getpid()) +
      number("tid", source.tid) + string("thread", source.thread) +
      string("loop", source.loop) + string("subject", source.subject) +
      number("duration_ns", source.split.wall.count()) +
      number("threshold_ns", source.threshold.count()) +
      number("cpu_ns", source.split.cpu.count()) +
      number("blocked_ns", source.split.blocked.count()) +
      number("waiting_ns", source.split.waiting.count()) +
      number("task", std::int64_t(source.task));
  text += ",\"created\":" + as_json(place_of(source.created));
  text += ",\"stack\":" + json_list(what.stack, [](const frame &each) {
            return as_json(each);
          });
  text += ",\"awaiters\":" +
          json_list(what.awaiters, [](const task_table::view &task) {
            return "{\"task\":" + std::to_string(task.id) +
                   ",\"name\":" + json_string(task.name) +
                   ",\"suspended\":" + as_json(place_of(task.suspended)) + "}";
          });
  text += string("fingerprint", what.fingerprint) +
          string("context", source.context);
  return text + "}\n";
}

} // namespace cotidy::detail
