// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "trace.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "report.hpp"
#include "reporter.hpp"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace cotidy::detail {
namespace {

// Reports stand on a track of their own below that of their thread, because
// one may begin in the middle of a callback.
constexpr pid_t report_tracks = 1'000'000'000;

std::string microseconds_of(nanoseconds time) {
  char text[40];
  std::snprintf(text, sizeof text, "%.3f", double(time.count()) / 1e3);
  return text;
}

std::string event_of(char phase, pid_t tid, std::string_view category,
                     std::string_view name, nanoseconds at,
                     const std::string &rest) {
  return "{\"ph\":\"" + std::string(1, phase) +
         "\",\"pid\":" + std::to_string(getpid()) +
         ",\"tid\":" + std::to_string(tid) + ",\"ts\":" + microseconds_of(at) +
         ",\"cat\":" + json_string(category) +
         ",\"name\":" + json_string(name) + rest + "}";
}

std::string duration(nanoseconds took) {
  return ",\"dur\":" + microseconds_of(took);
}

std::string arguments_of(const trace_event &event) {
  std::string text;
  if (event.created.line)
    text += "\"created\":" + json_string(show_place(place_of(event.created)));
  if (event.task)
    text += (text.empty() ? "\"task\":" : ",\"task\":") +
            std::to_string(event.task);
  return text.empty() ? text : ",\"args\":{" + text + "}";
}

std::string event_of(pid_t tid, const trace_event &event, const tick_rate &rate,
                     const tick_rate::reading &near) {
  const nanoseconds at = rate.to_time(event.began, near);
  const std::string took = duration(rate.to_duration(event.took));
  switch (event.kind) {
  case trace_kind::loop_begin:
    return event_of('B', tid, "loop", event.name, at, "");
  case trace_kind::loop_end:
    return event_of('E', tid, "loop", event.name, at, "");
  case trace_kind::tick:
    return event_of('X', tid, "tick", "tick", at, took);
  case trace_kind::wait:
    return event_of('X', tid, "wait", "waits for events", at, took);
  case trace_kind::callback:
    break;
  }
  return event_of('X', tid, "callback",
                  event.name ? short_name(event.name) : "a callback", at,
                  took + arguments_of(event));
}

} // namespace

std::string with_process_id(std::string path) {
  if (const std::size_t at = path.find("%p"); at != path.npos)
    path.replace(at, 2, std::to_string(getpid()));
  return path;
}

void trace_buffer::add(const trace_event &event) {
  const std::lock_guard guard(lock_);
  if (events_.size() < capacity)
    events_.push_back(event);
  else
    ++lost_;
}

std::vector<trace_event> trace_buffer::take(std::size_t &lost) {
  const std::lock_guard guard(lock_);
  lost += lost_;
  lost_ = 0;
  return std::exchange(events_, {});
}

trace_writer::~trace_writer() {
  if (file_ >= 0)
    close(file_);
}

void trace_writer::name_track(pid_t tid, const std::string &name) {
  if (named_.insert(tid).second)
    add("{\"ph\":\"M\",\"pid\":" + std::to_string(getpid()) +
        ",\"tid\":" + std::to_string(tid) +
        ",\"name\":\"thread_name\",\"args\":{\"name\":" + json_string(name) +
        "}}");
}

void trace_writer::add(const std::string &event) {
  text_ += file_ < 0 && text_.empty() ? "[\n" : ",\n";
  text_ += event;
}

void trace_writer::write(pid_t tid, const std::string &thread,
                         const std::vector<trace_event> &events,
                         const tick_rate &rate) {
  if (!is_on() || events.empty())
    return;
  name_track(tid, thread);
  const tick_rate::reading near = rate.read();
  for (const trace_event &each : events)
    add(event_of(tid, each, rate, near));
}

void trace_writer::write(const finding &what, const incident &source) {
  if (!is_on())
    return;
  const pid_t track = report_tracks + source.tid;
  name_track(track, "reports of " + source.thread);
  const std::string arguments =
      ",\"args\":{\"message\":" + json_string(what.message) +
      ",\"at\":" + json_string(show_place(what.where)) +
      ",\"check\":" + json_string(what.check) + "}";
  const std::string_view kind = kind_name(what.kind);
  const nanoseconds wall = source.split.wall;
  // How long a task has been suspended is not how long anything was held up.
  if (wall.count() == 0 || what.kind == COTIDY_DESTROYED_PENDING)
    add(event_of('i', track, "report", kind, source.at,
                 ",\"s\":\"t\"" + arguments));
  else
    add(event_of('X', track, "stall", kind, source.at - wall,
                 duration(wall) + arguments));
}

void trace_writer::flush() {
  if (text_.empty())
    return;
  if (file_ < 0)
    file_ = open(with_process_id(path_).c_str(),
                 O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if ((file_ < 0 || !write_all(file_, text_)) && error_.empty())
    error_ = std::strerror(errno);
  text_.clear();
}

void trace_writer::finish() {
  if (!is_on())
    return;
  if (file_ < 0 && text_.empty())
    text_ = "[";
  text_ += "\n]\n";
  flush();
}

void trace_writer::forget() {
  if (file_ >= 0)
    close(file_);
  file_ = -1;
  text_.clear();
  error_.clear();
  named_.clear();
  if (is_on() && path_.find("%p") == path_.npos)
    path_ += ".%p";
}

} // namespace cotidy::detail
