/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What adapters tell the runtime, in C, so that headers, preloaded libraries
 * and compiler passes of any age can share the one registry of a process.
 *
 * Structures grow at their end only. A library that is older than the header
 * says so and stays off; nothing here decides what is worth a report. */
#ifndef COTIDY_ABI_H
#define COTIDY_ABI_H

#include <stdint.h>
#include <time.h>

#define COTIDY_ABI_VERSION 1

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* A place in the program. The strings live for ever: literals, or interned. */
typedef struct cotidy_site {
  const char *file;
  const char *function;
  uint32_t line;
  uint32_t column;
} cotidy_site;

/* What may be known of a callback besides its name. It belongs to the thread
 * that runs the callback: the signal handler reads it on that very thread, so
 * no other one ever has to. */
typedef struct cotidy_details {
  uint64_t task; /* of which it is a step, or 0 */
  cotidy_site created;
  uint64_t ready;         /* ticks when it could have run, or 0 */
  const uint64_t *others; /* how many callbacks wait for this one, or null */
} cotidy_details;

/* Bits that are 0 in the address of any name. */
#define COTIDY_MARK ((uint64_t)0xff << 48)

enum { COTIDY_RECENT = 256, COTIDY_BUCKETS = 48, COTIDY_DEPTH = 8 };

typedef struct cotidy_recent {
  const char *name;
  uint64_t took;
  cotidy_site created;
} cotidy_recent;

/* A callback while another one is nested in it. */
typedef struct cotidy_outer {
  const char *name;
  const cotidy_details *details;
  uint64_t detailed;
  uint64_t began;
  uint64_t running;
} cotidy_outer;

/* What a thread tells about itself, without a lock and without a system call.
 * Only its thread writes, but for the mark; the watchdog reads `running`,
 * `begun`, `ended` and `began`.
 *
 * A callback that has only a name and reads no clock is two stores to one word:
 * its name, and what was there before. Nothing counts: to add to what was just
 * stored takes much longer than to store it. Instead the watchdog marks the
 * word, and a callback whose word is still marked has not ended since. */
typedef struct cotidy_slot {
  uint64_t running; /* the name, or 0; the watchdog's mark in COTIDY_MARK */
  uint64_t begun;   /* outermost callbacks that are counted */
  uint64_t ended;   /* of them: one less while one runs */
  const char *name; /* of the innermost one; lives for ever */
  const cotidy_details *details;
  uint64_t detailed;   /* the value of `begun` that they belong to */
  uint64_t began;      /* ticks at which the outermost one began */
  uint64_t slow;       /* ticks from which a callback is slow */
  uint64_t sample_due; /* ticks from which a callback begins with a sample */
  uint64_t callbacks;  /* that ended, in timed modes */
  int mode;
  uint32_t depth; /* how many callbacks the innermost one is nested in */
  uint64_t innermost_began;
  uint64_t running_before;          /* it, where nothing is counted */
  cotidy_outer outer[COTIDY_DEPTH]; /* those; deeper ones are not told apart */
  uint64_t durations[COTIDY_BUCKETS]; /* by power of two of ticks */
  uint64_t delays[COTIDY_BUCKETS];
  cotidy_recent recent[COTIDY_RECENT]; /* a ring, to explain a slow tick */
} cotidy_slot;

/* Between the begin and the end of a callback, kept by who calls both: two
 * words, which compilers keep in registers. */
typedef struct cotidy_mark {
  uint64_t slot;    /* its address, or 0 when nothing began; one more than its
                     * address when the end is a store to `running` */
  uint64_t running; /* of the slot, as it was before */
} cotidy_mark;

/* Off, nothing else is looked at. `epoch` reads no clock at all. */
enum cotidy_modes { COTIDY_OFF, COTIDY_EPOCH, COTIDY_TSC, COTIDY_CLOCK };

enum cotidy_kinds {
  COTIDY_SLOW_CALLBACK,
  COTIDY_SLOW_TICK,
  COTIDY_HANG,
  COTIDY_NEVER_YIELDED,
  COTIDY_BLOCKING_CALL,
  COTIDY_NEVER_AWAITED,
  COTIDY_NEVER_RETRIEVED,
  COTIDY_DESTROYED_PENDING,
  COTIDY_WRONG_THREAD,
  COTIDY_LOST_UPDATE,
  COTIDY_NESTED_RUN,
  COTIDY_MAX_BLOCK,
  COTIDY_EXPECTATION,
  COTIDY_SELF_CHECK,
  COTIDY_KINDS
};

typedef struct cotidy_task cotidy_task;

#ifndef COTIDY_DISABLED

extern int cotidy_mode_now;
/* initial-exec: one load instead of a call, also from position-independent
 * code. */
extern __thread cotidy_slot *cotidy_this_slot
    __attribute__((tls_model("initial-exec")));
/* Its `running` where callbacks are not counted, else null. */
extern __thread uint64_t *cotidy_this_running
    __attribute__((tls_model("initial-exec")));

static inline int cotidy_mode(void) {
  return __atomic_load_n(&cotidy_mode_now, __ATOMIC_RELAXED);
}

#else
static inline int cotidy_mode(void) { return COTIDY_OFF; }
#endif

uint32_t cotidy_abi_version(void);
/* The slot of this thread, made on first use; null when `abi` is unknown. */
cotidy_slot *cotidy_attach(uint32_t abi);
/* An equal string that lives for ever. */
const char *cotidy_intern(const char *text);

/* Before main(), by each translation unit with an adapter whose types must be
 * the same everywhere: the size of one of them. */
void cotidy_unit(const char *file, const char *adapter, uint64_t size);

/* --- loops: run() entered and left, waiting for events entered and left --- */
void cotidy_loop_begin(const void *loop, const char *name, cotidy_site where);
void cotidy_loop_end(const void *loop);
void cotidy_wait_begin(void);
void cotidy_wait_end(void);

/* --- callbacks ---------------------------------------------------------- */
/* Before the outermost one, every few milliseconds: what the system knows of
 * this thread. Without that nobody could tell afterwards whether the thread
 * waited for a core in the callback or before it. Returns the ticks now. */
uint64_t cotidy_sample(cotidy_slot *slot);
/* Of the outermost one, which still runs. */
void cotidy_callback_slow(cotidy_slot *slot, uint64_t began, uint64_t took);

/* For loops that call back without telling: all from here to the next phase, or
 * to a wait for events, is one callback of this name, and all after a wait one
 * named `after_wait`. Null ends that. */
void cotidy_phase(const char *name, const char *after_wait);

/* --- tasks: coroutines of any kind ------------------------------------- */
enum {
  COTIDY_TASK_QUIET = 1,    /* dropping it is by design: say nothing */
  COTIDY_TASK_DETACHED = 2, /* runs by itself, and tells nothing but its end */
};
/* `address` is the coroutine's frame; `where` the coroutine itself. Null when
 * the debug mode is off; every function takes null. */
cotidy_task *cotidy_task_create(const void *address, const char *name,
                                cotidy_site where, uint32_t flags);
uint64_t cotidy_task_id(const cotidy_task *task);
void cotidy_task_name(cotidy_task *task, const char *name);
void cotidy_task_flags(cotidy_task *task, uint32_t flags);
void cotidy_task_resume(cotidy_task *task);
/* `waiting_for` lives for ever. */
void cotidy_task_suspend(cotidy_task *task, cotidy_site where,
                         const char *waiting_for);
void cotidy_task_awaited_by(cotidy_task *task, cotidy_task *awaiter);
void cotidy_task_done(cotidy_task *task);
/* Reports a task that never ran, or that is still suspended. */
void cotidy_task_destroy(cotidy_task *task);

/* --- what went wrong --------------------------------------------------- */
/* An exception that ended with its task: `type` is mangled. */
void cotidy_exception_lost(cotidy_task *task, const char *type,
                           const char *what, const char *how);
/* An object of a loop was used beside the thread that runs the loop. */
void cotidy_wrong_thread(const char *object, const char *operation,
                         cotidy_site where, const void *loop);
void cotidy_nested_run(const char *inner, cotidy_site where);

/* A call that waits while the loop could run. Between begin and end no signal
 * is sent to the thread: it would cut the wait short. */
typedef struct cotidy_blocking {
  const char *call;  /* lives for ever */
  cotidy_site where; /* or nothing: then the stack tells */
  /* From here on written by cotidy_blocking_begin. */
  struct cotidy_blocking *outer;
  uint64_t began;
} cotidy_blocking;
void cotidy_blocking_begin(cotidy_blocking *blocking);
void cotidy_blocking_end(cotidy_blocking *blocking);
/* Counted; blocking calls in between are meant. */
void cotidy_allow_blocking(int32_t change, const char *reason);

/* --- shared state that is read, and written after a suspension ---------- */
typedef struct cotidy_watch cotidy_watch;
cotidy_watch *cotidy_watch_create(const char *name);
void cotidy_watch_destroy(cotidy_watch *watch);
void cotidy_watch_read(cotidy_watch *watch, const void *caller);
void cotidy_watch_write(cotidy_watch *watch, const void *caller);

/* --- reports ----------------------------------------------------------- */
typedef struct cotidy_report {
  uint32_t size;
  int kind;
  const char *kind_name;
  const char *check; /* the static check of the same hazard */
  const char *severity;
  const char *message;
  const char *file; /* where to look; empty when unknown */
  const char *function;
  uint32_t line;
  const char *advice;
  const char *text; /* all of it, as printed */
  const char *json; /* all of it, as logged */
  const char *context;
  uint64_t duration_ns;
} cotidy_report;
typedef void (*cotidy_report_handler)(const cotidy_report *, void *);
/* Instead of printing; null prints again. Called on the runtime's own thread,
 * or on one that flushes. */
void cotidy_set_report_handler(cotidy_report_handler handler, void *argument);
/* Returns when everything that happened before has been reported. */
void cotidy_flush(void);
/* Reports since the start, expected and suppressed ones not counted. */
uint64_t cotidy_report_count(void);
/* Whose fault the next reports are: the name of a test, or null. */
void cotidy_set_context(const char *context);
/* Until the matching end, reports of `kind` are counted instead of made. */
void cotidy_expect_begin(int kind);
uint64_t cotidy_expect_end(int kind, uint64_t wanted, cotidy_site where);
/* How long this thread has been kept from its core by others, in ns. */
uint64_t cotidy_time_without_core(void);
void cotidy_block_exceeded(const char *statement, uint64_t took_ns,
                           uint64_t limit_ns, cotidy_site where);
/* Turns the debug mode on or off for this process, whatever COTIDY_DEBUG says.
 * `options` as in COTIDY_OPTIONS, or null. */
void cotidy_enable(int on, const char *options);

#ifdef COTIDY_DISABLED
/* Compiled out: bodies for what headers call behind `if (cotidy_mode())`, which
 * compilers do not always drop. They leave no symbol behind, so that other
 * parts of the program still find the library's. */
#define COTIDY_NOTHING extern inline __attribute__((gnu_inline, always_inline))
COTIDY_NOTHING const char *cotidy_intern(const char *text) { return text; }
COTIDY_NOTHING void cotidy_loop_begin(const void *, const char *, cotidy_site) {
}
COTIDY_NOTHING void cotidy_loop_end(const void *) {}
COTIDY_NOTHING void cotidy_wait_begin(void) {}
COTIDY_NOTHING void cotidy_wait_end(void) {}
COTIDY_NOTHING cotidy_task *cotidy_task_create(const void *, const char *,
                                               cotidy_site, uint32_t) {
  return 0;
}
COTIDY_NOTHING void cotidy_task_name(cotidy_task *, const char *) {}
COTIDY_NOTHING void cotidy_task_resume(cotidy_task *) {}
COTIDY_NOTHING void cotidy_task_suspend(cotidy_task *, cotidy_site,
                                        const char *) {}
COTIDY_NOTHING void cotidy_task_awaited_by(cotidy_task *, cotidy_task *) {}
COTIDY_NOTHING void cotidy_task_done(cotidy_task *) {}
COTIDY_NOTHING void cotidy_task_destroy(cotidy_task *) {}
COTIDY_NOTHING void cotidy_exception_lost(cotidy_task *, const char *,
                                          const char *, const char *) {}
COTIDY_NOTHING void cotidy_wrong_thread(const char *, const char *, cotidy_site,
                                        const void *) {}
COTIDY_NOTHING void cotidy_nested_run(const char *, cotidy_site) {}
COTIDY_NOTHING void cotidy_blocking_begin(cotidy_blocking *) {}
COTIDY_NOTHING void cotidy_blocking_end(cotidy_blocking *) {}
COTIDY_NOTHING void cotidy_allow_blocking(int32_t, const char *) {}
COTIDY_NOTHING cotidy_watch *cotidy_watch_create(const char *) { return 0; }
COTIDY_NOTHING void cotidy_watch_destroy(cotidy_watch *) {}
COTIDY_NOTHING void cotidy_watch_read(cotidy_watch *, const void *) {}
COTIDY_NOTHING void cotidy_watch_write(cotidy_watch *, const void *) {}
COTIDY_NOTHING void cotidy_flush(void) {}
COTIDY_NOTHING uint64_t cotidy_report_count(void) { return 0; }
COTIDY_NOTHING void cotidy_set_context(const char *) {}
COTIDY_NOTHING void cotidy_expect_begin(int) {}
COTIDY_NOTHING uint64_t cotidy_expect_end(int, uint64_t wanted, cotidy_site) {
  return wanted;
}
COTIDY_NOTHING void cotidy_block_exceeded(const char *, uint64_t, uint64_t,
                                          cotidy_site) {}
COTIDY_NOTHING cotidy_mark cotidy_callback_begin(int, const char *,
                                                 const cotidy_details *) {
  cotidy_mark mark = {0, 0};
  return mark;
}
COTIDY_NOTHING void cotidy_callback_end(cotidy_mark) {}
COTIDY_NOTHING void cotidy_phase(const char *, const char *) {}
#undef COTIDY_NOTHING
#endif

/* --- fast paths --------------------------------------------------------- */
static inline uint64_t cotidy_ticks(int mode) {
#if defined(__x86_64__)
  if (mode == COTIDY_TSC)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  if (mode == COTIDY_TSC) {
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
  }
#endif
  if (mode <= COTIDY_EPOCH)
    return 0;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#ifndef COTIDY_DISABLED

static inline unsigned cotidy_bucket(uint64_t ticks) {
  unsigned power = 63u - (unsigned)__builtin_clzll(ticks | 1);
  return power < COTIDY_BUCKETS ? power : COTIDY_BUCKETS - 1;
}

static inline int cotidy_in_callback(const cotidy_slot *slot) {
  return slot->running || slot->begun != slot->ended;
}

/* Not inline, so that what calls them stays small enough to be; and with one
 * word as result: GCC keeps two in memory. Null when nothing began. */
static __attribute__((noinline, unused)) cotidy_slot *
cotidy_begin_carefully(int mode, const char *name,
                       const cotidy_details *details) {
  cotidy_slot *slot = cotidy_this_slot;
  if (__builtin_expect(!slot, 0) && !(slot = cotidy_attach(COTIDY_ABI_VERSION)))
    return 0;
  const int is_nested = slot->begun != slot->ended;
  const uint64_t number = slot->begun + !is_nested;
  if (is_nested) {
    if (slot->depth == COTIDY_DEPTH)
      return 0;
    cotidy_outer *outer = &slot->outer[slot->depth++];
    outer->name = slot->name;
    outer->details = slot->details;
    outer->detailed = slot->detailed;
    outer->began = slot->innermost_began;
    outer->running = slot->running_before;
  }
  slot->innermost_began = cotidy_ticks(mode);
  if (!is_nested) {
    if (__builtin_expect(slot->innermost_began >= slot->sample_due, 0))
      slot->innermost_began = cotidy_sample(slot);
    __atomic_store_n(&slot->began, slot->innermost_began, __ATOMIC_RELAXED);
  }
  slot->details = details;
  slot->name = name;
  __atomic_store_n(&slot->detailed, details ? number : 0, __ATOMIC_RELEASE);
  if (!is_nested)
    __atomic_store_n(&slot->begun, number, __ATOMIC_RELEASE);
  if (mode == COTIDY_EPOCH) {
    slot->running_before = __atomic_load_n(&slot->running, __ATOMIC_RELAXED);
    __atomic_store_n(&slot->running, 0, __ATOMIC_RELEASE);
  }
  return slot;
}

/* `details` are kept until the end, or null. */
static inline __attribute__((always_inline)) cotidy_mark cotidy_callback_begin(
    int mode, const char *name, const cotidy_details *details) {
  uint64_t *running = cotidy_this_running;
  if (details || __builtin_expect(!running, 0)) {
    const cotidy_mark careful = {
        (uint64_t)cotidy_begin_carefully(mode, name, details), 0};
    return careful;
  }
  const cotidy_mark mark = {(uint64_t)running | 1,
                            __atomic_load_n(running, __ATOMIC_RELAXED)};
  __atomic_store_n(running, (uint64_t)(name ? name : "a callback"),
                   __ATOMIC_RELEASE);
  return mark;
}

static inline void cotidy_count_callback(cotidy_slot *slot, uint64_t took) {
  cotidy_recent *recent = &slot->recent[slot->callbacks++ % COTIDY_RECENT];
  recent->name = slot->name;
  recent->took = took;
  ++slot->durations[cotidy_bucket(took)];
  if (slot->detailed == slot->begun) {
    recent->created = slot->details->created;
    if (slot->details->ready)
      ++slot->delays[cotidy_bucket(slot->innermost_began -
                                   slot->details->ready)];
  } else {
    recent->created.line = 0;
  }
}

static __attribute__((noinline, unused)) void
cotidy_end_carefully(cotidy_slot *slot) {
  if (slot->mode != COTIDY_EPOCH) {
    const uint64_t took = cotidy_ticks(slot->mode) - slot->innermost_began;
    cotidy_count_callback(slot, took);
    if (__builtin_expect(took >= slot->slow, 0) && !slot->depth)
      cotidy_callback_slow(slot, slot->began, took);
  }
  if (slot->mode == COTIDY_EPOCH)
    __atomic_store_n(&slot->running, slot->running_before, __ATOMIC_RELEASE);
  if (__builtin_expect(slot->depth, 0)) {
    const cotidy_outer *outer = &slot->outer[--slot->depth];
    slot->innermost_began = outer->began;
    slot->running_before = outer->running;
    slot->details = outer->details;
    slot->name = outer->name;
    __atomic_store_n(&slot->detailed, outer->detailed, __ATOMIC_RELEASE);
  } else {
    __atomic_store_n(&slot->ended, slot->begun, __ATOMIC_RELEASE);
  }
}

/* Of the innermost one. */
static inline __attribute__((always_inline)) void
cotidy_callback_end(cotidy_mark mark) {
  if (__builtin_expect(mark.slot & 1, 1))
    __atomic_store_n((uint64_t *)(mark.slot - 1), mark.running,
                     __ATOMIC_RELEASE);
  else if (mark.slot)
    cotidy_end_carefully((cotidy_slot *)mark.slot);
}

#endif

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
