// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a report says. Threads leave incidents, plain values that are cheap to
// take; a normal thread turns each into a finding, the one place of all
// wording, and a finding into text and JSON. Nothing here decides whether it is
// shown.
#ifndef COTIDY_SRC_REPORT_HPP
#define COTIDY_SRC_REPORT_HPP

#include "clock.hpp"
#include "cotidy/abi.h"
#include "snapshot.hpp"
#include "task.hpp"
#include "unwinder.hpp"
#include "verdict.hpp"
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cotidy::detail {

// A callback that had a part in a slow tick.
struct contributor {
  std::string name;
  std::size_t count = 0;
  nanoseconds took{};
  cotidy_site created{};
};

// What another thread did during a hang.
struct thread_stack {
  pid_t tid = 0;
  std::string name;
  std::string blocked_in;
  std::unique_ptr<stack_slice> slice;
};

struct incident {
  int kind = 0;
  pid_t tid = 0;
  std::string thread;
  std::string loop;
  nanoseconds since_epoch{}; // of the wall clock
  nanoseconds at{};          // of the clock of now(): when it was noticed
  std::string context;       // the test it happened in

  std::string subject; // what it is about: a callback, a task, a call
  std::string detail;
  std::string more;
  cotidy_site where{};
  cotidy_site created{};
  std::uint64_t task = 0;
  std::uint64_t others = 0; // callbacks that waited
  time_split split;
  nanoseconds threshold{};
  bool is_approximate = false;
  std::string blocked_in;

  std::uint64_t slot_epoch = 0; // of the callback whose slice belongs to it
  std::unique_ptr<stack_slice> slice;
  nanoseconds slice_after{};
  std::vector<std::uintptr_t> stack;    // where it was noticed
  std::vector<std::uintptr_t> creation; // of the task
  std::vector<std::uintptr_t> earlier;  // other places: reads, for one
  std::vector<task_table::view> awaiters;
  std::vector<contributor> contributors;
  std::vector<thread_stack> threads;     // of a hang: the other ones,
  std::vector<task_table::view> pending; // and these
  std::vector<std::string> paragraphs;   // both in words
};

struct place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string function;
};

struct section {
  std::string title;
  std::vector<std::string> lines;
};

struct finding {
  int kind = 0;
  std::string check;
  std::string severity;
  std::string message;
  std::string advice;
  place where;
  std::vector<section> sections;
  std::vector<frame> stack;
  std::vector<task_table::view> awaiters;
  std::string fingerprint;
};

std::string_view kind_name(int kind);

// "db::save_row" of "task<void> db::save_row(int)"; of a lambda all there is.
std::string short_name(std::string_view function);

finding describe(incident &what, unwinder &names);

std::string to_text(const finding &what, const incident &source);
std::string to_json(const finding &what, const incident &source);

std::string show_frame(const frame &each, std::size_t number);
std::string show_place(const place &where);
place place_of(const cotidy_site &site);
place place_of(const frame &each);
// "153.2 ms", with the unit a person would take.
std::string show_time(nanoseconds time);
std::string show_task(const task_table::view &task);
// Relative to the working directory where it lies below it.
std::string short_path(const std::string &path);
std::string json_string(std::string_view text);

} // namespace cotidy::detail

#endif
