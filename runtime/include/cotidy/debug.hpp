// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The debug mode for C++ programs: what a test expects of it, and the three
// scopes that show any event loop to it.
//
// With COTIDY_DISABLED defined all of it compiles to nothing.
#ifndef COTIDY_DEBUG_HPP
#define COTIDY_DEBUG_HPP

#include "cotidy/abi.h"
#include <chrono>
#include <cstdint>
#include <functional>
#include <source_location>
#include <utility>

namespace cotidy {

enum class kind {
  slow_callback = COTIDY_SLOW_CALLBACK,
  slow_tick = COTIDY_SLOW_TICK,
  hang = COTIDY_HANG,
  never_yielded = COTIDY_NEVER_YIELDED,
  blocking_call = COTIDY_BLOCKING_CALL,
  never_awaited = COTIDY_NEVER_AWAITED,
  never_retrieved = COTIDY_NEVER_RETRIEVED,
  destroyed_pending = COTIDY_DESTROYED_PENDING,
  wrong_thread = COTIDY_WRONG_THREAD,
  lost_update = COTIDY_LOST_UPDATE,
  nested_run = COTIDY_NESTED_RUN,
  max_block = COTIDY_MAX_BLOCK,
  expectation = COTIDY_EXPECTATION,
  self_check = COTIDY_SELF_CHECK,
};

// Strings live until the handler returns.
using report = cotidy_report;

constexpr cotidy_site site_of(const std::source_location &where) {
  return {where.file_name(), where.function_name(), where.line(),
          where.column()};
}

inline bool debug_mode() { return cotidy_mode() != COTIDY_OFF; }

// --- control ----------------------------------------------------------------

// Whatever COTIDY_DEBUG says. `options` as in COTIDY_OPTIONS; they count when
// the debug mode is turned on for the first time.
inline void set_debug([[maybe_unused]] bool on,
                      [[maybe_unused]] const char *options = nullptr) {
#ifndef COTIDY_DISABLED
  cotidy_enable(on, options);
#endif
}

// Receives reports instead of the standard error; an empty one gives them back.
// Called on another thread, one report at a time.
inline void set_report_handler(
    [[maybe_unused]] std::function<void(const report &)> handler) {
#ifndef COTIDY_DISABLED
  // For ever: reports are made while statics are destroyed.
  static auto &current = *new std::function<void(const report &)>;
  cotidy_set_report_handler(nullptr, nullptr);
  current = std::move(handler);
  if (current)
    cotidy_set_report_handler(
        [](const cotidy_report *each, void *function) {
          (*static_cast<std::function<void(const report &)> *>(function))(
              *each);
        },
        &current);
#endif
}

// Returns when all that happened before has been reported.
inline void flush_reports() {
  if (debug_mode())
    cotidy_flush();
}

inline std::uint64_t report_count() {
  return debug_mode() ? cotidy_report_count() : 0;
}

// --- what is meant to happen ------------------------------------------------

// A callback may block here, for a reason that the source states.
class [[nodiscard]] scoped_allow_blocking {
public:
  explicit scoped_allow_blocking(const char *reason) : counted_(debug_mode()) {
    if (counted_)
      cotidy_allow_blocking(1, reason);
  }
  ~scoped_allow_blocking() {
    if (counted_)
      cotidy_allow_blocking(-1, nullptr);
  }
  scoped_allow_blocking(const scoped_allow_blocking &) = delete;

private:
  const bool counted_;
};

// Exactly so many reports of a kind belong to this scope: they are not shown,
// and any other number is a report of its own.
class [[nodiscard]] expected_reports {
public:
  explicit expected_reports(
      kind which, std::uint64_t count = 1,
      std::source_location where = std::source_location::current())
      : which_(int(which)), wanted_(count), where_(where),
        counted_(debug_mode()) {
    if (counted_)
      cotidy_expect_begin(which_);
  }
  ~expected_reports() {
    if (counted_)
      cotidy_expect_end(which_, wanted_, site_of(where_));
  }
  expected_reports(const expected_reports &) = delete;

private:
  const int which_;
  const std::uint64_t wanted_;
  const std::source_location where_;
  const bool counted_;
};

// How long `statement` takes, without the time in which the machine gave this
// thread no core.
template <class Statement>
std::chrono::nanoseconds time_taken(Statement &&statement) {
  const auto before = std::chrono::steady_clock::now();
#ifndef COTIDY_DISABLED
  const std::uint64_t waiting = cotidy_time_without_core();
#endif
  std::forward<Statement>(statement)();
  const auto took = std::chrono::steady_clock::now() - before;
#ifndef COTIDY_DISABLED
  return took - std::chrono::nanoseconds(cotidy_time_without_core() - waiting);
#else
  return took;
#endif
}

// Reports a statement that takes longer than `limit`; `text` names it.
template <class Statement>
bool within([[maybe_unused]] std::chrono::nanoseconds limit,
            [[maybe_unused]] const char *text, Statement &&statement,
            [[maybe_unused]] std::source_location where =
                std::source_location::current()) {
  const std::chrono::nanoseconds took =
      time_taken(std::forward<Statement>(statement));
  if (took > limit && debug_mode())
    cotidy_block_exceeded(text, std::uint64_t(took.count()),
                          std::uint64_t(limit.count()), site_of(where));
  return took <= limit;
}

// --- three scopes for any event loop ----------------------------------------

// Around run().
class [[nodiscard]] loop_scope {
public:
  explicit loop_scope(
      const void *loop, const char *name = "loop",
      std::source_location where = std::source_location::current())
      : loop_(debug_mode() ? loop : nullptr) {
    if (loop_)
      cotidy_loop_begin(loop_, name, site_of(where));
  }
  ~loop_scope() {
    if (loop_)
      cotidy_loop_end(loop_);
  }
  loop_scope(const loop_scope &) = delete;

private:
  const void *const loop_;
};

// Around the wait for events: what lies between two of them is a tick.
class [[nodiscard]] wait_scope {
public:
  wait_scope() : told_(debug_mode()) {
    if (told_)
      cotidy_wait_begin();
  }
  ~wait_scope() {
    if (told_)
      cotidy_wait_end();
  }
  wait_scope(const wait_scope &) = delete;

private:
  const bool told_;
};

// Around each callback. `name` lives for ever. Always inline: then compilers
// keep all of it in registers.
class [[nodiscard]] callback_scope {
public:
  [[gnu::always_inline]] explicit callback_scope(
      [[maybe_unused]] const char *name) {
#ifndef COTIDY_DISABLED
    if (const int mode = cotidy_mode(); mode != COTIDY_OFF)
      keep(cotidy_callback_begin(mode, name, nullptr));
#endif
  }
  explicit callback_scope(
      [[maybe_unused]] const char *name,
      [[maybe_unused]] const cotidy_site &created,
      [[maybe_unused]] std::uint64_t ready = 0,
      [[maybe_unused]] const std::uint64_t *others = nullptr) {
#ifndef COTIDY_DISABLED
    const int mode = cotidy_mode();
    if (mode == COTIDY_OFF)
      return;
    details_.task = 0;
    details_.created = created;
    details_.ready = ready;
    details_.others = others;
    keep(cotidy_callback_begin(mode, name, &details_));
#endif
  }
  [[gnu::always_inline]] ~callback_scope() {
#ifndef COTIDY_DISABLED
    cotidy_callback_end({slot_, running_});
#endif
  }
  callback_scope(const callback_scope &) = delete;

#ifndef COTIDY_DISABLED
private:
  // Word by word and mutable: what is copied as a whole, and what is const, GCC
  // keeps in memory.
  [[gnu::always_inline]] void keep(cotidy_mark mark) {
    slot_ = mark.slot;
    running_ = mark.running;
  }

  mutable std::uint64_t slot_ = 0;
  mutable std::uint64_t running_ = 0;
  cotidy_details details_;
#endif
};

// When something became ready, for the delay until its callback begins.
inline std::uint64_t ticks() { return cotidy_ticks(cotidy_mode()); }

// A call that waits and that the library does not know, such as a database's.
class [[nodiscard]] blocking_scope {
public:
  explicit blocking_scope(const char *call, std::source_location where =
                                                std::source_location::current())
      : told_(debug_mode()) {
    if (told_) {
      blocking_.call = call;
      blocking_.where = site_of(where);
      cotidy_blocking_begin(&blocking_);
    }
  }
  ~blocking_scope() {
    if (told_)
      cotidy_blocking_end(&blocking_);
  }
  blocking_scope(const blocking_scope &) = delete;

private:
  const bool told_;
  cotidy_blocking blocking_{};
};

} // namespace cotidy

#endif
