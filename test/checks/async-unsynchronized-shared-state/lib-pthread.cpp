// RUN: %check_cotidy %s async-unsynchronized-shared-state %t
// Intent: threads that functions of C start, the ways their handles are kept,
// and the locks and waits of C.
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

void show(int);

// A vector of handles, each copied into it.
static int hits;
static void *count(void *) {
  ++hits;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'hits' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  return nullptr;
}
int count_all() {
  std::vector<pthread_t> threads;
  for (int i = 0; i < 4; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, count, nullptr) == 0)
      threads.push_back(thread);
  }
  for (pthread_t thread : threads)
    pthread_join(thread, nullptr);
  return hits;
}

// Nobody can join it, so its caller goes on beside it.
struct Statistics {
  void begin() {
    pthread_t thread;
    pthread_create(&thread, nullptr, run, this);
    pthread_detach(thread);
  }
  static void *run(void *self) {
    static_cast<Statistics *>(self)->bytes += 10;
    return nullptr;
  }
  long bytes = 0;
};
void measure(Statistics &statistics) {
  statistics.begin();
  statistics.bytes = 0;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'statistics.bytes' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
}

// Two threads, and only one of them takes the lock.
struct Journal {
  pthread_mutex_t lock;
  std::vector<std::string> lines;
};
static void *append(void *arg) {
  ((Journal *)arg)->lines.push_back("line");
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'journal.lines' is written here without a lock, while another thread may write it under 'arg->lock' [async-unsynchronized-shared-state]
  return nullptr;
}
static void *flush(void *arg) {
  Journal *journal = reinterpret_cast<Journal *>(arg);
  pthread_mutex_lock(&journal->lock);
  journal->lines.clear();
  pthread_mutex_unlock(&journal->lock);
  return nullptr;
}
bool keep(Journal &journal) {
  pthread_t writer, flusher;
  if (pthread_create(&writer, nullptr, append, &journal))
    return false;
  if (pthread_create(&flusher, nullptr, flush, &journal)) {
    pthread_join(writer, nullptr);
    return false;
  }
  pthread_join(writer, nullptr);
  pthread_join(flusher, nullptr);
  return true;
}

// The address of the loop's own variable.
static void *number(void *arg) {
  show(*static_cast<int *>(arg));
  return nullptr;
}
void numbers() {
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i)
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: 'i' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    pthread_create(&threads[i], nullptr, number, &i);
  for (int i = 0; i < 4; ++i)
    pthread_join(threads[i], nullptr);
}

// The object has a thread of its own.
class Meter {
public:
  Meter() {
    if (pthread_create(&thread_, nullptr, entry, this) != 0)
      std::abort();
  }
  ~Meter() {
    quit_ = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'quit_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    pthread_join(thread_, nullptr);
  }
  double value() const { return value_; }

private:
  static void *entry(void *self) {
    static_cast<Meter *>(self)->loop();
    return nullptr;
  }
  void loop() {
    while (!quit_)
      value_ += 0.5;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'value_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  }
  pthread_t thread_;
  bool quit_ = false;
  double value_ = 0;
};

// Threads of C11.
static int add(void *arg) {
  *static_cast<int *>(arg) += 1;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'total' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  return 0;
}
int sum() {
  int total = 0;
  thrd_t threads[3];
  for (thrd_t &thread : threads)
    if (thrd_create(&thread, add, &total) != thrd_success)
      std::abort();
  for (thrd_t &thread : threads)
    thrd_join(thread, nullptr);
  return total;
}

// What was started is told by what a function of the project returns.
struct App {
  pthread_t thread;
  int state = 0;
};
static void *drive(void *app) {
  static_cast<App *>(app)->state = 2;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'app.state' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  return nullptr;
}
static bool launch(App &app) {
  return pthread_create(&app.thread, nullptr, drive, &app) == 0;
}
int drive_it() {
  App app;
  if (!launch(app)) {
    app.state = -1;
    return app.state;
  }
  show(app.state);
  pthread_join(app.thread, nullptr);
  return app.state;
}

// Locks and waits.
struct Guarded {
  pthread_mutex_t mutex;
  pthread_rwlock_t table;
  pthread_barrier_t barrier;
  sem_t filled;
  int locked = 0, listed = 0, before = 0, posted = 0;
};
static void *work(void *arg) {
  Guarded *all = static_cast<Guarded *>(arg);
  pthread_mutex_lock(&all->mutex);
  ++all->locked;
  pthread_mutex_unlock(&all->mutex);
  pthread_rwlock_wrlock(&all->table);
  ++all->listed;
  pthread_rwlock_unlock(&all->table);
  all->before = 1;
  pthread_barrier_wait(&all->barrier);
  sem_wait(&all->filled);
  show(all->posted);
  return nullptr;
}
void guarded(Guarded *all) {
  pthread_t thread;
  pthread_create(&thread, nullptr, work, all);
  pthread_mutex_lock(&all->mutex);
  ++all->locked;
  pthread_mutex_unlock(&all->mutex);
  pthread_rwlock_rdlock(&all->table);
  show(all->listed);
  pthread_rwlock_unlock(&all->table);
  pthread_barrier_wait(&all->barrier);
  show(all->before);
  all->posted = 1;
  sem_post(&all->filled);
  pthread_join(thread, nullptr);
  show(all->posted);
}
