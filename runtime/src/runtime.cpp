// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runtime.hpp"

#include <pthread.h>
#include <unistd.h>

#include "threads.hpp"
#include <algorithm>
#include <csignal>
#include <new>
#include <utility>

namespace cotidy::detail {
namespace {

// Enough for a storm between two rounds; what is more is counted as lost.
constexpr std::size_t inbox_capacity = 1024;
constexpr std::size_t kept_slices = 64;

std::atomic<runtime *> instance = nullptr;
thread_local bool works = false;

flight_thresholds limits_of(const options &chosen) {
  return {chosen.threshold("slow_callback_ms", chosen.slow_callback_ms),
          chosen.threshold("never_yield_ms", chosen.never_yield_ms),
          chosen.threshold("hang_ms", chosen.hang_ms)};
}

// How often the watchdog looks, when nothing is slow. It knows when a callback
// began: one that begins right after a look becomes slow at the next one.
// Without a clock it must come more often to know.
nanoseconds period_of(int mode, nanoseconds slow) {
  return mode == COTIDY_EPOCH ? std::clamp<nanoseconds>(
                                    slow / 4, milliseconds(5), milliseconds(25))
                              : std::clamp<nanoseconds>(slow, milliseconds(5),
                                                        milliseconds(100));
}

// Leaves when the thread ends. Threads that never run a callback have none.
struct leaver {
  thread_slot *slot = nullptr;
  runtime *owner = nullptr;
  ~leaver() {
    if (slot && cotidy_this_slot == slot)
      owner->leave(*slot);
  }
};
thread_local leaver at_thread_end;

std::vector<std::string> describe_everything_else(const incident &hang,
                                                  unwinder &names) {
  std::string threads = "  other threads:\n";
  for (const thread_stack &each : hang.threads) {
    threads += "    \"" + each.name + "\" (" + std::to_string(each.tid) + ")" +
               (each.blocked_in.empty() ? "" : " in " + each.blocked_in) + "\n";
    std::size_t number = 0;
    if (each.slice)
      for (const frame &frame : names.unwind(*each.slice))
        threads += "      " + show_frame(frame, number++) + "\n";
  }
  std::string tasks = "  pending tasks:\n";
  for (const task_table::view &each : hang.pending)
    tasks += "    " + show_task(each) + "\n";
  return {threads, tasks};
}

} // namespace

runtime *the_runtime() { return instance.load(std::memory_order_acquire); }

runtime *active_runtime() { return cotidy_mode() ? the_runtime() : nullptr; }

at_work::at_work() : before_(works) { works = true; }
at_work::~at_work() { works = before_; }
bool at_work::now() { return works; }

runtime::runtime(options chosen, int mode)
    : options_(std::move(chosen)), mode_(mode), rate_(mode),
      limits_(limits_of(options_)),
      slow_tick_(options_.threshold("slow_tick_ms", options_.slow_tick_ms)),
      period_(period_of(mode_, limits_.slow)),
      sample_spacing_(rate_.to_ticks(std::clamp<nanoseconds>(
          limits_.slow / 4, std::chrono::microseconds(250), milliseconds(10)))),
      signal_(install_snapshot_handler(int(options_.signal))),
      reporter_(options_, reporting_), names_(options_.symbolize != 0) {
  instance.store(this, std::memory_order_release);
}

thread_slot &runtime::attach() {
  thread_slot &slot = slots_.add(!options_.trace.empty());
  slot.mode = mode_;
  slot.slow = slot.trace ? 0 : rate_.to_ticks(limits_.slow);
  // Without a clock it is never due.
  slot.sample_due = mode_ == COTIDY_EPOCH ? UINT64_MAX : 0;
  cotidy_this_slot = &slot;
  cotidy_this_running = mode_ == COTIDY_EPOCH ? &slot.running : nullptr;
  at_thread_end.slot = &slot;
  at_thread_end.owner = this;
  start_threads();
  return slot;
}

void runtime::leave(thread_slot &slot) {
  {
    const std::lock_guard guard(slots_.lock());
    slot.stack.withdraw();
    collect(slot);
    if (slot.watch.in_callback)
      end_flight(slot);
    if (slot.trace) {
      std::size_t lost = 0;
      left_traces_.push_back(
          {slot.tid, thread_name(slot.tid), slot.trace->take(lost)});
      lost_ += lost;
    }
  }
  cotidy_this_slot = nullptr;
  cotidy_this_running = nullptr;
  slots_.remove(slot);
}

incident runtime::prepare(int kind, thread_slot *slot) {
  incident result;
  result.kind = kind;
  result.tid = slot ? slot->tid : this_tid();
  result.thread = thread_name(result.tid);
  if (slot)
    result.loop = slot->loop_name();
  result.at = now();
  result.since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const std::lock_guard guard(inbox_lock_);
  result.context = context_;
  return result;
}

void runtime::post(incident what) {
  {
    const std::lock_guard guard(inbox_lock_);
    if (inbox_.size() >= inbox_capacity) {
      ++lost_;
      return;
    }
    inbox_.push_back(std::move(what));
  }
  const std::lock_guard guard(threads_lock_);
  has_posted_ = true;
  posted_.notify_one();
}

void runtime::set_context(std::string context) {
  {
    const std::lock_guard guard(inbox_lock_);
    context_ = context;
  }
  with_reporter([&](reporter &r) { r.set_context(std::move(context)); });
}

namespace {

// A number of what the thread runs, 0 when that is nothing. An outer callback
// that is looked at again after one nested in it gets another number: its time
// counts from there on.
std::uint64_t callback_of(thread_slot &slot) {
  const std::uint64_t begun = __atomic_load_n(&slot.begun, __ATOMIC_ACQUIRE);
  if (__atomic_load_n(&slot.ended, __ATOMIC_ACQUIRE) < begun)
    return begun;
  std::uint64_t word = __atomic_load_n(&slot.running, __ATOMIC_ACQUIRE);
  if (!word)
    return 0;
  watch_state &watch = slot.watch;
  if (word != watch.marked) {
    const std::uint64_t marked = (word & ~COTIDY_MARK) | (watch.marks % 255 + 1)
                                                             << 48;
    if (!__atomic_compare_exchange_n(&slot.running, &word, marked, false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
      return 0; // it has ended
    watch.marked = marked;
    ++watch.marks;
  }
  return by_mark | watch.marks;
}

} // namespace

// --- the watchdog ---------------------------------------------------------

void runtime::start_threads() {
  const std::lock_guard guard(threads_lock_);
  if (watchdog_ || stop_)
    return;
  // Signals of the program are for the program's threads.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &signals_);
  watchdog_ = std::make_unique<std::thread>([this] { watch(); });
  teller_ = std::make_unique<std::thread>([this] { tell(); });
  pthread_sigmask(SIG_SETMASK, &signals_, nullptr);
}

void runtime::stop_threads() {
  std::unique_ptr<std::thread> stopped[2];
  {
    const std::lock_guard guard(threads_lock_);
    stop_ = true;
    stopping_.notify_one();
    posted_.notify_one();
    stopped[0] = std::move(watchdog_);
    stopped[1] = std::move(teller_);
  }
  for (const std::unique_ptr<std::thread> &each : stopped) {
    if (!each)
      continue;
    // A handler ends the process, on the teller itself or on a thread that has
    // what the teller waits for.
    if (each == stopped[1] && reporting_.is_own())
      each->detach();
    else
      each->join();
  }
}

void runtime::watch() {
  pthread_setname_np(pthread_self(), "cotidy");
  own_threads_[0] = this_tid();
  const at_work working;
  nanoseconds pause = period_;
  std::unique_lock lock(threads_lock_);
  while (!stop_) {
    stopping_.wait_for(lock, pause, [this] { return stop_; });
    lock.unlock();
    pause = look_around();
    lock.lock();
  }
}

nanoseconds runtime::look_around() {
  nanoseconds pause = period_;
  if (!cotidy_mode())
    return pause;
  const std::lock_guard slots(slots_.lock());
  for (const std::unique_ptr<thread_slot> &slot : slots_.all())
    pause = std::min(pause, look_at(*slot));
  // What is found later than its stack may have to wait for its turn for long.
  if (!slices_.empty()) {
    const std::lock_guard guard(inbox_lock_);
    add_slices(inbox_);
  }
  return std::max<nanoseconds>(pause, milliseconds(1));
}

// The second thread: from values to words.
void runtime::tell() {
  pthread_setname_np(pthread_self(), "cotidy-tell");
  own_threads_[1] = this_tid();
  const at_work working;
  const int forks = forks_;
  std::unique_lock lock(threads_lock_);
  // In the child of a handler that forked this is no thread of ours.
  while (!stop_ && forks_ == forks) {
    const auto is_wanted = [this] { return has_posted_ || stop_; };
    if (options_.trace.empty())
      posted_.wait(lock, is_wanted);
    else
      posted_.wait_for(lock, period_, is_wanted);
    has_posted_ = false;
    lock.unlock();
    {
      const std::lock_guard guard(reporting_);
      write_traces();
      drain();
    }
    lock.lock();
  }
}

void runtime::flush() {
  if (at_work::now())
    return;
  const at_work working;
  look_around();
  const std::lock_guard guard(reporting_);
  write_traces();
  drain();
}

void runtime::drain() {
  std::deque<incident> taken;
  {
    const std::lock_guard slots(slots_.lock());
    for (const std::unique_ptr<thread_slot> &slot : slots_.all())
      collect(*slot);
    const std::lock_guard guard(inbox_lock_);
    taken.swap(inbox_);
    add_slices(taken);
  }
  const int forks = forks_;
  for (incident &each : taken) {
    if (each.kind == COTIDY_HANG)
      each.paragraphs = describe_everything_else(each, names_);
    reporter_.report(each, names_);
    if (forks_ != forks)
      return; // the handler forked: the rest is for the parent to report
  }
}

void runtime::trace(thread_slot &slot, const trace_event &event) const {
  if (slot.trace)
    slot.trace->add(event);
}

void runtime::write_traces() {
  trace_writer &trace = reporter_.trace();
  if (!trace.is_on())
    return;
  {
    const std::lock_guard guard(slots_.lock());
    for (const left_trace &each : std::exchange(left_traces_, {}))
      trace.write(each.tid, each.thread, each.events, rate_);
    for (const std::unique_ptr<thread_slot> &slot : slots_.all()) {
      std::size_t lost = 0;
      const std::vector<trace_event> events = slot->trace->take(lost);
      lost_ += lost;
      if (!events.empty())
        trace.write(slot->tid, thread_name(slot->tid), events, rate_);
    }
  }
  trace.flush();
}

void runtime::finish_trace() {
  const std::lock_guard guard(reporting_);
  write_traces();
  reporter_.trace().finish();
}

nanoseconds runtime::look_at(thread_slot &slot) {
  collect(slot);
  const std::uint64_t epoch = callback_of(slot);
  const bool busy = epoch != 0;
  watch_state &watch = slot.watch;
  if (watch.in_callback && (!busy || watch.epoch != epoch))
    end_flight(slot);
  // Threads with a clock take the sample before a callback themselves.
  if (!busy && mode_ != COTIDY_EPOCH)
    return period_;
  const cpu_sample sample = slot.sample();
  if (busy && !watch.in_callback)
    begin_flight(slot, epoch, sample);
  {
    const std::lock_guard guard(slot.shared);
    slot.samples.add(sample);
  }
  watch.last = sample;
  if (!watch.in_callback)
    return period_;
  const callback_samples samples = slot.samples_around(watch.began, sample);
  flight_state state;
  const time_split split = split_time(samples);
  state.wall = split.wall;
  state.cpu = split.cpu;
  state.waiting = split.waiting;
  // It waits for a core right now, and the kernel counts that only afterwards.
  if (split.wall >= limits_.slow && is_runnable(slot.tid))
    state.waiting += split.blocked;
  const cotidy_task *task = slot.task.load(std::memory_order_acquire);
  state.is_task_step = task != nullptr;
  state.captured = watch.captured;
  state.told_never_yielded = watch.told_never_yielded;
  state.told_hang = watch.told_hang;
  act(slot, judge_flight(state, limits_), samples);
  // As soon as it becomes slow, the stack tells where it is stuck. Or a little
  // later: what looks like waiting for a core may turn out to be none.
  if (watch.captured)
    return period_;
  return split.wall < limits_.slow ? limits_.slow - split.wall
                                   : limits_.slow / 4;
}

void runtime::begin_flight(thread_slot &slot, std::uint64_t epoch,
                           const cpu_sample &sample) {
  watch_state &watch = slot.watch;
  watch.in_callback = true;
  watch.captured = watch.told_never_yielded = watch.told_hang = false;
  watch.told = nanoseconds(slot.told_ns);
  watch.epoch = epoch;
  watch.began = sample.at;
  if (mode_ != COTIDY_EPOCH)
    watch.began = std::min(
        sample.at, rate_.to_time(__atomic_load_n(&slot.began, __ATOMIC_RELAXED),
                                 rate_.read()));
}

// Without a clock in the loop this is where a callback is found to have been
// slow.
void runtime::end_flight(thread_slot &slot) {
  watch_state &watch = slot.watch;
  watch.in_callback = false;
  if (mode_ != COTIDY_EPOCH || !watch.captured || watch.told_never_yielded ||
      watch.told_hang)
    return;
  const time_split split =
      split_time(slot.samples_around(watch.began, watch.last));
  // One report for one cause: the call that blocked has been named.
  if ((nanoseconds(slot.told_ns) - watch.told) * 2 >= split.wall)
    return;
  incident what = prepare(COTIDY_SLOW_CALLBACK, &slot);
  what.subject = slot.stack.has_callback() && slot.stack.callback().name
                     ? slot.stack.callback().name
                     : "a callback";
  if (slot.stack.has_callback())
    what.created = slot.stack.callback().created;
  what.split = split;
  what.threshold = limits_.slow;
  what.is_approximate = true;
  what.slot_epoch = watch.epoch;
  post(std::move(what));
}

void runtime::act(thread_slot &slot, flight what,
                  const callback_samples &samples) {
  if (what == flight::ok)
    return;
  watch_state &watch = slot.watch;
  capture(slot);
  watch.captured = true;
  if (what == flight::capture)
    return;
  // Told once: what happens afterwards to this callback is the same story.
  const bool is_hang = what == flight::hang;
  (is_hang ? watch.told_hang : watch.told_never_yielded) = true;
  incident report =
      prepare(is_hang ? COTIDY_HANG : COTIDY_NEVER_YIELDED, &slot);
  report.split = split_time(samples);
  report.threshold = is_hang ? limits_.hang : limits_.never_yield;
  report.slot_epoch = watch.epoch;
  report.slice_after = samples.end.at - watch.began;
  report.slice = stack_of(slot.tid, &slot, signal_, report.blocked_in);
  report.subject = "a callback";
  if (slot.stack.has_callback() && slot.stack.callback().name) {
    report.subject = slot.stack.callback().name;
    report.created = slot.stack.callback().created;
  }
  if (const cotidy_task *task = slot.task.load(std::memory_order_acquire)) {
    report.awaiters = task_table::awaiters(*task);
    if (!report.awaiters.empty())
      report.subject = report.awaiters.front().name;
  }
  if (is_hang)
    add_everything_else(report);
  post(std::move(report));
}

void runtime::capture(thread_slot &slot) {
  // At the end of the callback its task is no longer running.
  const cotidy_task *task = slot.task.load(std::memory_order_acquire);
  slot.watch.awaiters =
      task ? task_table::awaiters(*task) : std::vector<task_table::view>();
  std::string blocked_in;
  if (auto copied = request_stack(slot, slot.watch.epoch, signal_, blocked_in))
    keep({slot.tid, slot.watch.epoch, now() - slot.watch.began, blocked_in,
          std::move(copied), slot.watch.awaiters});
  else if (!blocked_in.empty())
    keep({slot.tid, slot.watch.epoch, now() - slot.watch.began, blocked_in,
          nullptr, slot.watch.awaiters});
}

void runtime::collect(thread_slot &slot) {
  if (auto slice = slot.stack.take())
    keep({slot.tid,
          slot.watch.epoch,
          now() - slot.watch.began,
          {},
          std::move(slice),
          slot.watch.awaiters});
}

void runtime::keep(kept_slice slice) {
  if (slices_.size() == kept_slices)
    slices_.pop_front();
  slices_.push_back(std::move(slice));
}

void runtime::add_slices(std::deque<incident> &waiting) {
  for (incident &each : waiting)
    add_slice(each);
}

void runtime::add_slice(incident &what) {
  if (!what.slot_epoch || what.slice)
    return;
  for (kept_slice &each : slices_)
    if (each.tid == what.tid && each.epoch == what.slot_epoch) {
      if (!each.blocked_in.empty())
        what.blocked_in = each.blocked_in;
      if (what.awaiters.empty())
        what.awaiters = std::move(each.awaiters);
      if (each.slice) {
        what.slice = std::move(each.slice);
        what.slice_after = each.at;
      }
    }
  std::erase_if(slices_, [&](const kept_slice &each) {
    return each.tid == what.tid &&
           is_counted(each.epoch) == is_counted(what.slot_epoch) &&
           each.epoch <= what.slot_epoch;
  });
}

void runtime::add_everything_else(incident &hang) {
  for (const pid_t tid : all_threads()) {
    if (tid == hang.tid || tid == own_threads_[0] || tid == own_threads_[1])
      continue;
    thread_slot *slot = nullptr;
    for (const std::unique_ptr<thread_slot> &each : slots_.all())
      if (each->tid == tid)
        slot = each.get();
    thread_stack &each = hang.threads.emplace_back();
    each.tid = tid;
    each.name = thread_name(tid);
    each.slice = stack_of(tid, slot, signal_, each.blocked_in);
  }
  hang.pending = tasks_.pending();
}

// --- exit and fork --------------------------------------------------------

std::string runtime::summary() {
  std::uint64_t callbacks = slots_.past_callbacks;
  {
    const std::lock_guard guard(slots_.lock());
    for (const std::unique_ptr<thread_slot> &slot : slots_.all())
      callbacks += slot->callbacks;
  }
  const std::lock_guard guard(reporting_);
  const std::string counts = reporter_.counts();
  return reporter_.kept_back() +
         "cotidy: " + std::to_string(reporter_.count()) + " reports" +
         (counts.empty() ? "" : " (" + counts + ")") + ", " +
         std::to_string(callbacks) + " callbacks, lost events " +
         std::to_string(lost_.load()) + "\n";
}

std::string runtime::histograms() {
  histogram durations = slots_.past_durations;
  histogram delays = slots_.past_delays;
  const std::lock_guard guard(slots_.lock());
  for (const std::unique_ptr<thread_slot> &slot : slots_.all())
    for (int i = 0; i < COTIDY_BUCKETS; ++i) {
      durations[i] += slot->durations[i];
      delays[i] += slot->delays[i];
    }
  return to_text("callback time", durations, rate_) +
         to_text("queue delay", delays, rate_);
}

void runtime::before_fork() {
  reporting_.before_fork();
  slots_.lock().lock();
  tasks_.before_fork();
  inbox_lock_.lock();
  threads_lock_.lock();
}

void runtime::after_fork(bool in_child) {
  if (in_child) {
    // Of all threads only this one exists here, under another id. A handler
    // that forked on ours is the program from now on.
    if (teller_ && pthread_equal(teller_->native_handle(), pthread_self()))
      pthread_sigmask(SIG_SETMASK, &signals_, nullptr);
    works = false;
    left_behind_.push_back(watchdog_.release());
    left_behind_.push_back(teller_.release());
    ++forks_;
    has_posted_ = stop_ = false;
    // Not destroyed: that waits for those who wait, and they are not here. Nor
    // kept: what is meant for the new threads would wake the old ones.
    new (&stopping_) std::condition_variable;
    new (&posted_) std::condition_variable;
    inbox_.clear();
    lost_ = 0;
    slices_.clear();
    left_traces_.clear();
    slots_.forget_all();
    cotidy_this_slot = nullptr;
    cotidy_this_running = nullptr;
    at_thread_end.slot = nullptr;
    reporter_.forget();
    names_.forget_modules();
  }
  threads_lock_.unlock();
  inbox_lock_.unlock();
  tasks_.after_fork();
  slots_.lock().unlock();
  reporting_.after_fork(in_child);
}

} // namespace cotidy::detail
