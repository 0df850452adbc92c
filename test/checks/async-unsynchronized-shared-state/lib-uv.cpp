// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: threads of libuv, and the callbacks of a loop beside them.
#include <uv.h>

#include <string>
#include <thread>
#include <vector>

void show(int);

// A callback of the loop, while the loop runs.
static int ticks;
static void tick(uv_timer_t *) {
  ++ticks;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'ticks' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
}
static void report(void *) { show(ticks); }
void count() {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_thread_t reporter;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, tick, 0, 10);
  uv_thread_create(&reporter, report, nullptr);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_thread_join(&reporter);
}

// The loop has a thread of its own, and this is another one.
class Poller {
public:
  void start() {
    uv_loop_init(&loop_);
    uv_idle_init(&loop_, &idle_);
    uv_idle_start(&idle_, poll);
    thread_ = std::thread([this] { uv_run(&loop_, UV_RUN_DEFAULT); });
    polls = 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'polls' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
    thread_.join();
    show(polls);
  }

private:
  static void poll(uv_idle_t *) { ++polls; }
  static int polls;
  uv_loop_t loop_;
  uv_idle_t idle_;
  std::thread thread_;
};

// With options, in a container that is filled first.
static void record(void *arg) {
  static_cast<std::vector<int> *>(arg)->push_back(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'all' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
}
void record_all(const uv_thread_options_t *options) {
  std::vector<int> all;
  std::vector<uv_thread_t> threads(4);
  for (size_t i = 0; i < threads.size(); ++i)
    uv_thread_create_ex(&threads[i], options, record, &all);
  for (size_t i = 0; i < threads.size(); ++i)
    uv_thread_join(&threads[i]);
  show(all.size());
}

// What `data` leads to.
class Ticker {
public:
  Ticker() { timer_.data = this; }
  void run() {
    uv_thread_t thread;
    uv_timer_init(&loop_, &timer_);
    uv_timer_start(&timer_, tick, 0, 1);
    uv_thread_create(
        &thread, [](void *self) { show(static_cast<Ticker *>(self)->ticks_); },
        this);
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_thread_join(&thread);
  }

private:
  static void tick(uv_timer_t *timer) {
    static_cast<Ticker *>(timer->data)->ticks_++;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'ticks_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  }
  uv_loop_t loop_;
  uv_timer_t timer_;
  int ticks_ = 0;
};

// Two tickers, and each counts for itself.
struct Count {
  int ticks = 0;
};
static void count_one(uv_timer_t *timer) {
  static_cast<Count *>(timer->data)->ticks++;
}
void count_two(uv_loop_t *loop, Count &here, Count &there) {
  uv_timer_t timer;
  uv_thread_t thread;
  uv_timer_init(loop, &timer);
  timer.data = &here;
  uv_timer_start(&timer, count_one, 0, 1);
  uv_thread_create(
      &thread, [](void *arg) { static_cast<Count *>(arg)->ticks++; }, &there);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_thread_join(&thread);
}

// Work of the pool is done when the loop has nothing left to do.
static void square(uv_work_t *work) {
  Count *count = static_cast<Count *>(work->data);
  count->ticks *= count->ticks;
}
static void squared(uv_work_t *work, int) {
  show(static_cast<Count *>(work->data)->ticks);
}
void square_one(uv_loop_t *loop, Count &count) {
  uv_work_t work;
  work.data = &count;
  uv_queue_work(loop, &work, square, squared);
  uv_run(loop, UV_RUN_DEFAULT);
  show(count.ticks);
}

// The thread that runs the loop takes turns with its callbacks.
static int beats;
static void beat(uv_timer_t *) { ++beats; }
static void run_loop(void *loop) {
  beats = 0;
  uv_run(static_cast<uv_loop_t *>(loop), UV_RUN_DEFAULT);
  show(beats);
}
void beat_elsewhere() {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_thread_t thread;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, beat, 0, 1);
  uv_thread_create(&thread, run_loop, &loop);
  uv_thread_join(&thread);
  show(beats);
}

// Handed over by uv_async_send: the callback comes after it.
static int result;
static uv_async_t done;
static void finished(uv_async_t *) { show(result); }
static void compute(void *) {
  result = 42;
  uv_async_send(&done);
}
void compute_one(uv_loop_t *loop) {
  uv_thread_t thread;
  uv_async_init(loop, &done, finished);
  uv_thread_create(&thread, compute, nullptr);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_thread_join(&thread);
}

// The callbacks of one loop take turns, and nobody knows the other one's.
static int turns;
static void one(uv_timer_t *) { ++turns; }
static void two(uv_timer_t *) { --turns; }
static uv_timer_t elsewhere;
void take_turns(uv_loop_t *loop) {
  uv_timer_t first, second;
  uv_timer_init(loop, &first);
  uv_timer_init(loop, &second);
  uv_timer_start(&first, one, 1, 1);
  uv_timer_start(&second, two, 1, 1);
  uv_timer_start(&elsewhere, two, 1, 1);
  turns = 0;
  uv_run(loop, UV_RUN_DEFAULT);
  show(turns);
}

// Locks and waits.
struct Guarded {
  uv_mutex_t mutex;
  uv_rwlock_t table;
  uv_barrier_t barrier;
  int locked = 0, listed = 0, before = 0;
};
static void work(void *arg) {
  Guarded *all = static_cast<Guarded *>(arg);
  uv_mutex_lock(&all->mutex);
  ++all->locked;
  uv_mutex_unlock(&all->mutex);
  uv_rwlock_wrlock(&all->table);
  ++all->listed;
  uv_rwlock_wrunlock(&all->table);
  all->before = 1;
  uv_barrier_wait(&all->barrier);
}
void guarded(Guarded *all) {
  uv_thread_t thread;
  if (uv_thread_create(&thread, work, all) < 0) {
    all->before = 0;
    return;
  }
  uv_mutex_lock(&all->mutex);
  ++all->locked;
  uv_mutex_unlock(&all->mutex);
  uv_rwlock_rdlock(&all->table);
  show(all->listed);
  uv_rwlock_rdunlock(&all->table);
  uv_barrier_wait(&all->barrier);
  show(all->before);
  uv_thread_join(&thread);
}
