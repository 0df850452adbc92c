// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C functions of cotidy/abi.h: they find the slot of the thread and leave
// an incident. Off, or called by the runtime's own code, they do nothing.

#include "cotidy/abi.h"

#include <cxxabi.h>
#include <pthread.h>
#include <unistd.h>

#include "runtime.hpp"
#include "watch.hpp"
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unordered_set>
#include <utility>

using namespace cotidy::detail;

int cotidy_mode_now = COTIDY_OFF;
__thread cotidy_slot *cotidy_this_slot = nullptr;
__thread std::uint64_t *cotidy_this_running = nullptr;

namespace {

constexpr std::size_t noticed_depth = 48;

// For what a program calls without knowing, or around a call of its own.
class kept_errno {
public:
  kept_errno() = default;
  ~kept_errno() { errno = value_; }
  kept_errno(const kept_errno &) = delete;

private:
  const int value_ = errno;
};

thread_slot *own_slot() { return static_cast<thread_slot *>(cotidy_this_slot); }

// The runtime, when it is on and this is not its own code.
runtime *listener() {
  runtime *active = active_runtime();
  return active && !at_work::now() ? active : nullptr;
}

int mode_of(const options &chosen) {
  if (chosen.timing == "epoch")
    return COTIDY_EPOCH;
  if (chosen.timing == "clock")
    return COTIDY_CLOCK;
  if (chosen.timing == "tsc")
    return COTIDY_TSC;
  return has_steady_ticks() ? COTIDY_TSC : COTIDY_CLOCK;
}

void set_mode(int mode) {
  __atomic_store_n(&cotidy_mode_now, mode, __ATOMIC_RELEASE);
}

// Held during forks: a child would wait for ever for a thread that it has not.
std::mutex &interning() {
  static std::mutex &lock = *new std::mutex;
  return lock;
}

void say(std::string_view text) { write_all(STDERR_FILENO, text); }

// How a process ends: with what was noticed last, and an exit code that a
// script sees.
void at_exit(int status, void *) {
  runtime *process = the_runtime();
  if (!process)
    return;
  if (process->chosen().verify && !process->slots().past_callbacks &&
      !cotidy_this_slot) {
    incident missing = process->prepare(COTIDY_SELF_CHECK, nullptr);
    missing.subject = "no event loop was seen: the hooks are not active";
    missing.detail = "link cotidy::debug and include its header for the loop";
    process->post(std::move(missing));
  }
  process->flush();
  set_mode(COTIDY_OFF);
  process->stop_threads();
  process->flush();
  process->finish_trace();
  if (process->chosen().histogram)
    say(process->histograms());
  const std::size_t reports =
      process->with_reporter([](const reporter &r) { return r.count(); });
  if (!reports && !process->lost())
    return;
  if (process->chosen().summary)
    say(process->summary());
  if (status == 0 && process->chosen().exitcode) {
    std::fflush(nullptr);
    _exit(int(process->chosen().exitcode));
  }
}

// What pthread_atfork() calls, for the library that asks.
extern "C" int __register_atfork(void (*)(), void (*)(), void (*)(), void *)
    __attribute__((weak));

// For no library: what belongs to one is forgotten when its statics are
// destroyed, which is before the last reports. Their handlers may fork, too.
void handle_forks() {
  const auto prepare = [] {
    the_runtime()->before_fork();
    interning().lock();
    cotidy_watch::before_fork();
  };
  const auto in_parent = [] {
    cotidy_watch::after_fork();
    interning().unlock();
    the_runtime()->after_fork(false);
  };
  const auto in_child = [] {
    cotidy_watch::after_fork();
    interning().unlock();
    the_runtime()->after_fork(true);
  };
  if (__register_atfork)
    __register_atfork(prepare, in_parent, in_child, nullptr);
  else
    pthread_atfork(prepare, in_parent, in_child);
}

void start(options chosen) {
  // Options count once: slots are made for one mode.
  if (const runtime *process = the_runtime()) {
    set_mode(process->mode());
    return;
  }
  const int mode = mode_of(chosen);
  // Never destroyed: threads may end after main().
  new runtime(std::move(chosen), mode);
  handle_forks();
  on_exit(at_exit, nullptr);
  set_mode(mode);
}

options read_options(const char *text) {
  options chosen;
  const std::string error = parse_options(text ? text : "", chosen);
  if (!error.empty()) {
    say("cotidy: COTIDY_OPTIONS: " + error + "\n");
    _exit(2);
  }
  if (chosen.help) {
    write_all(STDOUT_FILENO, options_help());
    _exit(0);
  }
  return chosen;
}

__attribute__((constructor)) void start_by_environment() {
  const char *debug = std::getenv("COTIDY_DEBUG");
  const char *text = std::getenv("COTIDY_OPTIONS");
  const bool on = debug && *debug && std::strcmp(debug, "0") != 0;
  if (!on && !(text && std::strstr(text, "help=1")))
    return;
  start(read_options(text));
}

void fill_from(const cotidy_task &task, incident &what) {
  const task_table::view view = task_table::look_at(task);
  what.task = view.id;
  what.subject = view.name;
  what.where = view.where;
  for (const std::atomic<std::uintptr_t> &frame : task.creation)
    if (const std::uintptr_t address = frame.load(std::memory_order_relaxed))
      what.creation.push_back(address);
}

// What began then and ends now. The thread may lose its core between the end
// and the sample: both are then later, and what is in between is waiting.
struct judged {
  verdict said;
  time_split split;
};
judged judge_since(const runtime &process, const thread_slot &slot,
                   std::uint64_t began, std::uint64_t took,
                   nanoseconds threshold, const cpu_sample *before = nullptr) {
  const callback_samples samples =
      slot.samples_around(process.rate().to_time(began, process.rate().read()),
                          slot.sample(), before);
  judged result{judge_duration(samples.end.at - samples.began,
                               time_without_core(samples), threshold),
                split_time(samples)};
  const nanoseconds late = std::clamp<nanoseconds>(
      result.split.wall - process.rate().to_duration(took), nanoseconds(0),
      result.split.waiting);
  result.split.wall -= late;
  result.split.waiting -= late;
  return result;
}

// Some microseconds every few milliseconds: on a busy machine the watchdog
// comes too late to tell what was before a callback from what is in it. Of an
// attempt that is itself interrupted for long little can be said.
std::uint64_t take_sample(runtime &process, thread_slot &slot) {
  constexpr int attempts = 8;
  const kept_errno guarded;
  if (!std::exchange(slot.sampled_in_tick, true))
    slot.tick_sample = slot.own_sample;
  std::uint64_t ticks = cotidy_ticks(process.mode());
  for (int i = 0; i < attempts; ++i) {
    const std::uint64_t before = ticks;
    const cpu_sample sample = slot.sample();
    {
      const std::lock_guard guard(slot.shared);
      slot.own_sample = sample;
    }
    ticks = cotidy_ticks(process.mode());
    if (ticks - before < process.sample_spacing())
      break;
  }
  slot.sample_due = ticks + process.sample_spacing();
  return ticks;
}

std::vector<contributor> contributors_of(const runtime &process,
                                         const thread_slot &slot) {
  std::vector<contributor> result;
  const std::uint64_t first = std::max(
      slot.tick_first,
      slot.callbacks < COTIDY_RECENT ? 0 : slot.callbacks - COTIDY_RECENT);
  for (std::uint64_t i = first; i < slot.callbacks; ++i) {
    const cotidy_recent &each = slot.recent[i % COTIDY_RECENT];
    const std::string name = each.name ? each.name : "a callback";
    auto known = std::ranges::find_if(result, [&](const contributor &other) {
      return other.name == name && other.created.line == each.created.line;
    });
    if (known == result.end())
      known = result.insert(known, {name, 0, {}, each.created});
    ++known->count;
    known->took += process.rate().to_duration(each.took);
  }
  std::ranges::sort(result, std::greater(), &contributor::took);
  return result;
}

void judge_tick(runtime &process, thread_slot &slot, std::uint64_t took) {
  const kept_errno guarded;
  const judged tick =
      judge_since(process, slot, slot.tick_began, took, process.slow_tick(),
                  slot.sampled_in_tick ? &slot.tick_sample : nullptr);
  if (tick.said != verdict::warn)
    return;
  std::vector<contributor> parts = contributors_of(process, slot);
  // A single slow callback has been reported as one.
  if (parts.empty() ||
      (parts.front().count == 1 && parts.front().took >= process.limits().slow))
    return;
  incident what = process.prepare(COTIDY_SLOW_TICK, &slot);
  what.split = tick.split;
  what.threshold = process.slow_tick();
  what.subject = parts.front().name;
  what.contributors = std::move(parts);
  process.post(std::move(what));
}

void trace_since(const runtime &process, thread_slot &slot, trace_kind kind,
                 std::uint64_t began, std::uint64_t ended) {
  if (!slot.trace)
    return;
  const kept_errno guarded;
  process.trace(slot, {kind, nullptr, began, ended - began, 0, {}});
}

void trace_loop(const runtime &process, thread_slot &slot, trace_kind kind,
                const std::string &name) {
  if (slot.trace)
    process.trace(slot, {kind,
                         cotidy_intern(name.c_str()),
                         cotidy_ticks(process.mode()),
                         0,
                         0,
                         {}});
}

void begin_tick(runtime &process, thread_slot &slot, std::uint64_t now) {
  slot.tick_began = now;
  slot.tick_first = slot.callbacks;
  if (slot.tick_began >= slot.sample_due && !cotidy_in_callback(&slot))
    slot.tick_began = take_sample(process, slot);
  slot.sampled_in_tick = false;
}

void end_tick(runtime &process, thread_slot &slot, std::uint64_t now) {
  if (process.mode() == COTIDY_EPOCH || !slot.tick_began)
    return;
  trace_since(process, slot, trace_kind::tick, slot.tick_began, now);
  const std::uint64_t took = now - slot.tick_began;
  if (process.rate().to_duration(took) >= process.slow_tick())
    judge_tick(process, slot, took);
}

// When the last callback of this tick ended, or now when it had none.
std::uint64_t end_of_callbacks(const runtime &process,
                               const thread_slot &slot) {
  return slot.callbacks == slot.tick_first
             ? cotidy_ticks(process.mode())
             : slot.innermost_began +
                   slot.recent[(slot.callbacks - 1) % COTIDY_RECENT].took;
}

void begin_phase(const runtime &process, thread_slot &slot, const char *name) {
  slot.phase = cotidy_begin_carefully(process.mode(), name, nullptr);
}

void end_phase(thread_slot &slot) {
  // A phase contains callbacks, but does not end inside of one.
  if (slot.phase && !slot.depth && !slot.running)
    cotidy_end_carefully(std::exchange(slot.phase, nullptr));
}

std::string expectation(int kind, std::uint64_t wanted, std::uint64_t seen) {
  return "expected " + std::to_string(wanted) + " " +
         std::string(kind_name(kind)) + " report" + (wanted == 1 ? "" : "s") +
         ", saw " + std::to_string(seen);
}

} // namespace

void cotidy::detail::polled() {
  runtime *process = listener();
  thread_slot *slot = own_slot();
  if (!process || !slot)
    return;
  if (slot->waiting.load(std::memory_order_relaxed))
    return cotidy_wait_end();
  end_phase(*slot);
  if (cotidy_in_callback(slot))
    return;
  const std::uint64_t now = end_of_callbacks(*process, *slot);
  end_tick(*process, *slot, now);
  begin_tick(*process, *slot, now);
  if (slot->after_wait)
    begin_phase(*process, *slot, slot->after_wait);
}

extern "C" {

uint32_t cotidy_abi_version(void) { return COTIDY_ABI_VERSION; }

cotidy_slot *cotidy_attach(uint32_t abi) {
  runtime *process = listener();
  if (!process)
    return nullptr;
  if (abi > COTIDY_ABI_VERSION) {
    say("cotidy: a header of ABI " + std::to_string(abi) +
        " meets a library of ABI " + std::to_string(COTIDY_ABI_VERSION) +
        ": the debug mode is off\n");
    set_mode(COTIDY_OFF);
    return nullptr;
  }
  const at_work guard;
  return cotidy_this_slot ? cotidy_this_slot : &process->attach();
}

void cotidy_unit(const char *file, const char *adapter, uint64_t size) {
  struct unit {
    std::string adapter;
    std::string file;
    std::uint64_t size;
  };
  static std::mutex lock;
  static auto &units = *new std::vector<unit>;
  const std::lock_guard guard(lock);
  const auto other = std::ranges::find_if(units, [&](const unit &each) {
    return each.adapter == adapter && each.size != size;
  });
  if (other != units.end())
    say("cotidy: '" + std::string(file) + "' and '" + other->file +
        "' were compiled with different versions or options of <" + adapter +
        ">: the program will crash\n");
  units.push_back({adapter, file, size});
}

const char *cotidy_intern(const char *text) {
  static auto &names = *new std::unordered_set<std::string>;
  constexpr std::size_t many = 65536; // a name with a number in it, for ever
  const std::lock_guard guard(interning());
  if (names.size() >= many && !names.contains(text))
    return "(one of very many names)";
  return names.emplace(text).first->c_str();
}

// --- loops ----------------------------------------------------------------

void cotidy_loop_begin(const void *loop, const char *name, cotidy_site where) {
  runtime *process = listener();
  if (!process || !cotidy_attach(COTIDY_ABI_VERSION))
    return;
  thread_slot &slot = *own_slot();
  if (cotidy_in_callback(&slot))
    cotidy_nested_run(name, where);
  {
    const std::lock_guard guard(slot.shared);
    slot.loops.push_back({loop, name ? name : ""});
  }
  process->start_threads();
  trace_loop(*process, slot, trace_kind::loop_begin, name ? name : "loop");
  begin_tick(*process, slot, cotidy_ticks(process->mode()));
}

void cotidy_loop_end(const void *loop) {
  thread_slot *slot = own_slot();
  if (!slot)
    return;
  if (runtime *process = listener(); process && !cotidy_in_callback(slot))
    end_tick(*process, *slot, cotidy_ticks(process->mode()));
  const std::lock_guard guard(slot->shared);
  const auto last = std::ranges::find(slot->loops.rbegin(), slot->loops.rend(),
                                      loop, &running_loop::address);
  if (last != slot->loops.rend()) {
    if (runtime *process = listener())
      trace_loop(*process, *slot, trace_kind::loop_end, last->name);
    slot->loops.erase(std::next(last).base());
  }
  slot->tick_began = 0;
}

void cotidy_wait_begin(void) {
  runtime *process = listener();
  thread_slot *slot = own_slot();
  if (!process || !slot)
    return;
  end_phase(*slot);
  if (cotidy_in_callback(slot) || slot->waiting.load(std::memory_order_relaxed))
    return;
  slot->waiting.store(true, std::memory_order_release);
  const std::uint64_t now = cotidy_ticks(process->mode());
  end_tick(*process, *slot, now);
  slot->wait_began = slot->trace ? now : 0;
}

void cotidy_wait_end(void) {
  thread_slot *slot = own_slot();
  runtime *process = active_runtime();
  if (!slot || !process || cotidy_in_callback(slot) ||
      !slot->waiting.load(std::memory_order_relaxed))
    return;
  slot->waiting.store(false, std::memory_order_release);
  const std::uint64_t now = cotidy_ticks(process->mode());
  if (slot->wait_began)
    trace_since(*process, *slot, trace_kind::wait,
                std::exchange(slot->wait_began, 0), now);
  begin_tick(*process, *slot, now);
  if (slot->after_wait)
    begin_phase(*process, *slot, slot->after_wait);
}

void cotidy_phase(const char *name, const char *after_wait) {
  runtime *process = listener();
  if (!process || !cotidy_attach(COTIDY_ABI_VERSION))
    return;
  thread_slot &slot = *own_slot();
  end_phase(slot);
  slot.after_wait = after_wait;
  if (name && !cotidy_in_callback(&slot))
    begin_phase(*process, slot, name);
}

void cotidy_nested_run(const char *inner, cotidy_site where) {
  runtime *process = listener();
  if (!process)
    return;
  incident what = process->prepare(COTIDY_NESTED_RUN, own_slot());
  what.subject = inner ? inner : "loop";
  what.where = where;
  what.stack = capture_stack(noticed_depth, 1);
  process->post(std::move(what));
}

// --- callbacks --------------------------------------------------------------

uint64_t cotidy_sample(cotidy_slot *base) {
  return take_sample(*the_runtime(), *static_cast<thread_slot *>(base));
}

void cotidy_callback_slow(cotidy_slot *base, uint64_t began, uint64_t took) {
  runtime *process = listener();
  if (!process)
    return;
  thread_slot &slot = *static_cast<thread_slot *>(base);
  const described_callback described = running_callback(slot);
  process->trace(slot, {trace_kind::callback, described.name, began, took,
                        described.task, described.created});
  const nanoseconds wall = process->rate().to_duration(took);
  if (wall < process->limits().slow)
    return;
  const judged callback =
      judge_since(*process, slot, began, took, process->limits().slow);
  const nanoseconds told =
      slot.told_epoch == slot.begun ? slot.told_blocked : nanoseconds(0);
  // One report for one cause: the call that blocked has been named.
  if (told * 2 >= wall || callback.said != verdict::warn)
    return;
  incident what = process->prepare(COTIDY_SLOW_CALLBACK, &slot);
  what.subject = described.name ? described.name : "a callback";
  what.created = described.created;
  what.task = described.task;
  what.others = described.others ? *described.others : 0;
  what.split = callback.split;
  what.threshold = process->limits().slow;
  what.slot_epoch = slot.begun;
  process->post(std::move(what));
}

// --- tasks ------------------------------------------------------------------

cotidy_task *cotidy_task_create(const void *address, const char *name,
                                cotidy_site where, uint32_t flags) {
  runtime *process = listener();
  if (!process)
    return nullptr;
  cotidy_task &task = process->tasks().create(address, name, where, flags);
  // A coroutine that is given away passes through more of a library's own
  // functions, and is made less often.
  const std::size_t wanted = process->chosen().creation_stack_depth;
  const std::size_t depth = wanted && (flags & COTIDY_TASK_DETACHED)
                                ? max_creation_frames
                                : std::min(wanted, max_creation_frames);
  if (depth && !(flags & COTIDY_TASK_QUIET)) {
    const std::vector<std::uintptr_t> stack = capture_stack(depth, 1);
    for (std::size_t i = 0; i < stack.size(); ++i)
      task.creation[i].store(stack[i], std::memory_order_relaxed);
  }
  return &task;
}

uint64_t cotidy_task_id(const cotidy_task *task) {
  return task ? task->id.load(std::memory_order_relaxed) : 0;
}

void cotidy_task_name(cotidy_task *task, const char *name) {
  if (task)
    task->name.store(cotidy_intern(name), std::memory_order_relaxed);
}

void cotidy_task_flags(cotidy_task *task, uint32_t flags) {
  if (task)
    task->flags.store(flags, std::memory_order_relaxed);
}

void cotidy_task_resume(cotidy_task *task) {
  if (!task)
    return;
  task->state.store(task_state::running, std::memory_order_relaxed);
  if (thread_slot *slot = own_slot())
    slot->task.store(task, std::memory_order_release);
}

void cotidy_task_suspend(cotidy_task *task, cotidy_site where,
                         const char *waiting_for) {
  if (!task)
    return;
  task->suspended = where;
  task->waiting_for.store(waiting_for, std::memory_order_relaxed);
  task->since_ns.store(now().count(), std::memory_order_relaxed);
  task->suspensions.fetch_add(1, std::memory_order_relaxed);
  task->state.store(task_state::suspended, std::memory_order_relaxed);
  if (thread_slot *slot = own_slot())
    slot->task.store(nullptr, std::memory_order_release);
}

void cotidy_task_awaited_by(cotidy_task *task, cotidy_task *awaiter) {
  if (task)
    task->awaiter.store(awaiter, std::memory_order_relaxed);
}

void cotidy_task_done(cotidy_task *task) {
  if (!task)
    return;
  task->state.store(task_state::done, std::memory_order_relaxed);
  if (thread_slot *slot = own_slot())
    slot->task.store(nullptr, std::memory_order_release);
}

void cotidy_task_destroy(cotidy_task *task) {
  if (!task)
    return;
  runtime *process = the_runtime();
  const task_table::view view = task_table::look_at(*task);
  const bool quiet =
      task->flags.load(std::memory_order_relaxed) & COTIDY_TASK_QUIET;
  const bool pending =
      view.state == task_state::created || view.state == task_state::suspended;
  if (listener() && pending && !quiet) {
    const bool never_ran = view.state == task_state::created;
    incident what = process->prepare(never_ran ? COTIDY_NEVER_AWAITED
                                               : COTIDY_DESTROYED_PENDING,
                                     own_slot());
    fill_from(*task, what);
    what.stack = capture_stack(noticed_depth, 1);
    if (!never_ran) {
      what.where = view.suspended;
      what.detail = view.waiting_for;
      what.split.wall = view.since;
    }
    process->post(std::move(what));
  }
  process->tasks().destroy(*task);
}

// --- what went wrong --------------------------------------------------------

void cotidy_exception_lost(cotidy_task *task, const char *type,
                           const char *text, const char *how) {
  runtime *process = listener();
  if (!process)
    return;
  incident what = process->prepare(COTIDY_NEVER_RETRIEVED, own_slot());
  if (task)
    fill_from(*task, what);
  what.detail = type ? demangle(type) : "an exception";
  what.more = text ? text : "";
  what.blocked_in = how ? how : "";
  process->post(std::move(what));
}

void cotidy_wrong_thread(const char *object, const char *operation,
                         cotidy_site where, const void *loop) {
  runtime *process = listener();
  if (!process)
    return;
  incident what = process->prepare(COTIDY_WRONG_THREAD, own_slot());
  what.subject = std::string(object) + "." + operation;
  what.where = where;
  what.stack = capture_stack(noticed_depth, 1);
  const std::lock_guard guard(process->slots().lock());
  for (const std::unique_ptr<thread_slot> &slot : process->slots().all()) {
    const std::lock_guard shared(slot->shared);
    for (const running_loop &each : slot->loops)
      if (each.address == loop) {
        what.loop = each.name;
        what.detail = thread_name(slot->tid);
      }
  }
  process->post(std::move(what));
}

void cotidy_blocking_begin(cotidy_blocking *blocking) {
  thread_slot *slot = own_slot();
  blocking->outer = nullptr;
  blocking->began = 0;
  if (!slot || !listener())
    return;
  blocking->outer = slot->blocking.load(std::memory_order_relaxed);
  blocking->began = std::uint64_t(now().count());
  slot->blocking.store(blocking, std::memory_order_release);
}

void cotidy_blocking_end(cotidy_blocking *blocking) {
  thread_slot *slot = own_slot();
  if (!slot || !blocking->began)
    return;
  slot->blocking.store(blocking->outer, std::memory_order_release);
  runtime *process = listener();
  if (!process || !cotidy_in_callback(slot) || blocking->outer ||
      slot->allow_blocking || process->chosen().blocking_calls == "ignore")
    return;
  const nanoseconds took = now() - nanoseconds(std::int64_t(blocking->began));
  if (took < std::chrono::microseconds(process->chosen().min_blocking_us))
    return;
  const kept_errno guarded;
  incident what = process->prepare(COTIDY_BLOCKING_CALL, slot);
  what.subject = blocking->call;
  what.where = blocking->where;
  const described_callback running = running_callback(*slot);
  what.created = running.created;
  what.task = running.task;
  what.split.wall = what.split.blocked = took;
  what.stack = capture_stack(noticed_depth, 1);
  if (const cotidy_task *task = slot->task.load(std::memory_order_relaxed))
    what.awaiters = task_table::awaiters(*task);
  if (std::exchange(slot->told_epoch, slot->begun) != slot->begun)
    slot->told_blocked = {};
  slot->told_blocked += took;
  slot->told_ns.fetch_add(took.count(), std::memory_order_relaxed);
  process->post(std::move(what));
}

void cotidy_allow_blocking(int32_t change, const char *) {
  if (!listener() || !cotidy_attach(COTIDY_ABI_VERSION))
    return;
  own_slot()->allow_blocking += change;
}

// --- shared state -----------------------------------------------------------

cotidy_watch *cotidy_watch_create(const char *name) {
  return listener() ? new cotidy_watch(name) : nullptr;
}

void cotidy_watch_destroy(cotidy_watch *watch) { delete watch; }

void cotidy_watch_read(cotidy_watch *watch, const void *caller) {
  const thread_slot *slot = own_slot();
  if (watch && slot)
    watch->read(slot->task.load(std::memory_order_relaxed), caller);
}

void cotidy_watch_write(cotidy_watch *watch, const void *caller) {
  runtime *process = listener();
  const thread_slot *slot = own_slot();
  if (!watch || !slot || !process)
    return;
  const cotidy_task *task = slot->task.load(std::memory_order_relaxed);
  const std::optional<overwritten> lost = watch->write(task, caller);
  if (!lost)
    return;
  incident what = process->prepare(COTIDY_LOST_UPDATE, own_slot());
  what.subject = watch->name();
  what.where = task->suspended;
  what.task = cotidy_task_id(task);
  what.earlier = {lost->read};
  what.creation = {lost->changed};
  what.detail = lost->changed_by;
  what.stack = {reinterpret_cast<std::uintptr_t>(caller)};
  process->post(std::move(what));
}

// --- reports ----------------------------------------------------------------

void cotidy_set_report_handler(cotidy_report_handler handler, void *argument) {
  if (runtime *process = the_runtime())
    process->with_reporter(
        [&](reporter &r) { r.set_handler(handler, argument); });
}

void cotidy_flush(void) {
  if (runtime *process = the_runtime())
    process->flush();
}

uint64_t cotidy_report_count(void) {
  runtime *process = the_runtime();
  if (!process)
    return 0;
  process->flush();
  return process->with_reporter([](reporter &r) { return r.count(); });
}

void cotidy_set_context(const char *context) {
  if (runtime *process = the_runtime()) {
    process->flush();
    process->set_context(context ? context : "");
  }
}

void cotidy_expect_begin(int kind) {
  if (runtime *process = the_runtime()) {
    process->flush();
    process->with_reporter([&](reporter &r) { r.expect(kind); });
  }
}

uint64_t cotidy_expect_end(int kind, uint64_t wanted, cotidy_site where) {
  runtime *process = the_runtime();
  if (!process)
    return wanted; // off: nothing can be said
  process->flush();
  const std::uint64_t seen = process->with_reporter(
      [&](reporter &r) { return r.stop_expecting(kind); });
  if (seen != wanted && listener()) {
    incident what = process->prepare(COTIDY_EXPECTATION, own_slot());
    what.subject = expectation(kind, wanted, seen);
    what.detail = "expect what the scope reports, or correct what it does";
    what.where = where;
    process->post(std::move(what));
  }
  return seen;
}

uint64_t cotidy_time_without_core(void) {
  static thread_local const thread_clock own;
  return std::uint64_t(own.sample().waiting.count());
}

void cotidy_block_exceeded(const char *statement, uint64_t took_ns,
                           uint64_t limit_ns, cotidy_site where) {
  runtime *process = listener();
  if (!process)
    return;
  incident what = process->prepare(COTIDY_MAX_BLOCK, own_slot());
  what.subject = statement;
  what.split.wall = nanoseconds(std::int64_t(took_ns));
  what.threshold = nanoseconds(std::int64_t(limit_ns));
  what.where = where;
  process->post(std::move(what));
}

void cotidy_enable(int on, const char *text) {
  if (!on)
    set_mode(COTIDY_OFF);
  else
    start(read_options(text ? text : std::getenv("COTIDY_OPTIONS")));
}

} // extern "C"
