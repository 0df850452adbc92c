// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A timeline in Chrome's trace format, which ui.perfetto.dev and
// chrome://tracing open: for each thread its loops, their ticks and waits, and
// the callbacks in them; below it what was reported.
//
// Threads leave events in a buffer of their own; the watchdog writes them. A
// program that crashes leaves a file without its last bracket, which both
// viewers accept.
#ifndef COTIDY_SRC_TRACE_HPP
#define COTIDY_SRC_TRACE_HPP

#include <sys/types.h>

#include "clock.hpp"
#include "cotidy/abi.h"
#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cotidy::detail {

enum class trace_kind { loop_begin, loop_end, tick, wait, callback };

struct trace_event {
  trace_kind kind{};
  const char *name = nullptr; // lives for ever
  std::uint64_t began = 0;    // ticks
  std::uint64_t took = 0;
  std::uint64_t task = 0;
  cotidy_site created{};
};

// Of one thread. What does not fit between two rounds of the watchdog is
// counted.
class trace_buffer {
public:
  void add(const trace_event &event);
  std::vector<trace_event> take(std::size_t &lost);

private:
  static constexpr std::size_t capacity = 1u << 18;
  std::mutex lock_;
  std::vector<trace_event> events_;
  std::size_t lost_ = 0;
};

struct finding;
struct incident;

// Used by one thread at a time.
class trace_writer {
public:
  // An empty path writes nothing.
  explicit trace_writer(std::string path) : path_(std::move(path)) {}
  ~trace_writer();
  trace_writer(const trace_writer &) = delete;

  bool is_on() const { return !path_.empty(); }
  void write(pid_t tid, const std::string &thread,
             const std::vector<trace_event> &events, const tick_rate &rate);
  void write(const finding &what, const incident &source);
  void flush();
  void finish(); // after which it is complete
  void forget(); // in a forked child, which writes a file of its own
  // Why the file is incomplete, or empty.
  const std::string &error() const { return error_; }

private:
  void name_track(pid_t tid, const std::string &name);
  void add(const std::string &event);

  std::string path_;
  std::set<pid_t> named_;
  std::string text_;
  std::string error_;
  int file_ = -1;
};

// "a.json" for a path with %p becomes "a.123.json" where %p stood.
std::string with_process_id(std::string path);

} // namespace cotidy::detail

#endif
