// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsynchronized-shared-state %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <uv.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// Buggy: four thumbnail threads count in one plain integer.
namespace thumbs {
bool scaleNext(int width);

struct Batch {
  int width = 160;
  unsigned finished = 0;

  void finishOne() {
    ++finished; // expect
  }
};

static void scaleEntry(void *arg) {
  auto *batch = static_cast<Batch *>(arg);
  while (scaleNext(batch->width))
    batch->finishOne();
}

unsigned scaleAll() {
  Batch batch;
  uv_thread_t threads[4];
  for (uv_thread_t &thread : threads)
    uv_thread_create(&thread, scaleEntry, &batch);
  for (uv_thread_t &thread : threads)
    uv_thread_join(&thread);
  return batch.finished;
}
} // namespace thumbs

// Buggy: the interval is changed while the sampler reads it.
namespace sampler {
void sample(int intervalMs);

struct Probe {
  int intervalMs = 1000;
};

void probeLoop(void *arg) {
  Probe *probe = static_cast<Probe *>(arg);
  for (int round = 0; round < 1000; ++round)
    sample(probe->intervalMs);
}

int measure(bool detailed) {
  Probe probe;
  uv_thread_t thread;
  if (uv_thread_create(&thread, &probeLoop, &probe) != 0)
    return -1;
  if (detailed)
    probe.intervalMs = 50; // expect
  return uv_thread_join(&thread);
}
} // namespace sampler

// Buggy: the loop's timer counts up what the reporting thread prints.
namespace packets {
void show(std::uint64_t count);

static std::uint64_t seen;

static void onTick(uv_timer_t *) {
  seen += 1; // expect
}

static void report(void *) {
  for (int i = 0; i < 100; ++i)
    show(seen);
}

int main() {
  uv_loop_t *loop = uv_default_loop();
  uv_timer_t timer;
  uv_timer_init(loop, &timer);
  uv_timer_start(&timer, onTick, 0, 10);
  uv_thread_t reporter;
  uv_thread_create(&reporter, report, nullptr);
  int result = uv_run(loop, UV_RUN_DEFAULT);
  uv_thread_join(&reporter);
  return result;
}
} // namespace packets

// Buggy: the reader of the serial port appends without the lock.
namespace serial {
std::string readLine(int port);
void gauge(std::size_t depth);

struct Inbox {
  uv_mutex_t lock;
  std::vector<std::string> lines;
  int port = 3;
};

void readEntry(void *arg) {
  auto *inbox = static_cast<Inbox *>(arg);
  for (int i = 0; i < 500; ++i) {
    std::string line = readLine(inbox->port);
    inbox->lines.push_back(std::move(line)); // expect
  }
}

void gaugeEntry(void *arg) {
  auto *inbox = static_cast<Inbox *>(arg);
  for (int i = 0; i < 500; ++i) {
    uv_mutex_lock(&inbox->lock);
    std::size_t depth = inbox->lines.size();
    uv_mutex_unlock(&inbox->lock);
    gauge(depth);
  }
}

void watchPort() {
  Inbox inbox;
  uv_mutex_init(&inbox.lock);
  uv_thread_t reader, gauger;
  uv_thread_create(&reader, readEntry, &inbox);
  uv_thread_create(&gauger, gaugeEntry, &inbox);
  uv_thread_join(&reader);
  uv_thread_join(&gauger);
}
} // namespace serial

// Buggy: lookups and updates each hold a mutex, but not the same one.
namespace names {
class HostCache {
public:
  HostCache() {
    uv_mutex_init(&readLock_);
    uv_mutex_init(&writeLock_);
  }
  void update(const std::string &host, const std::string &address) {
    uv_mutex_lock(&writeLock_);
    hosts_[host] = address; // expect
    uv_mutex_unlock(&writeLock_);
  }
  bool knows(const std::string &host) {
    uv_mutex_lock(&readLock_);
    bool found = hosts_.count(host) != 0;
    uv_mutex_unlock(&readLock_);
    return found;
  }

private:
  uv_mutex_t readLock_;
  uv_mutex_t writeLock_;
  std::map<std::string, std::string> hosts_;
};

void refreshAll(void *arg) {
  static_cast<HostCache *>(arg)->update("db.local", "10.0.0.7");
}

bool warmUp() {
  HostCache cache;
  uv_thread_t refresher;
  uv_thread_create(&refresher, refreshAll, &cache);
  bool known = cache.knows("db.local");
  uv_thread_join(&refresher);
  return known;
}
} // namespace names

// Buggy: the fader writes the gain the mixing code goes on to read.
namespace mixer {
struct Channel {
  float gain = 1.0f;
  bool muted = false;
};

void mix(float gain, int block);

void play(int blocks) {
  Channel channel;
  uv_thread_t fader;
  uv_thread_create(
      &fader,
      [](void *arg) {
        Channel &faded = *static_cast<Channel *>(arg);
        for (int step = 0; step < 64; ++step)
          faded.gain *= 0.9f; // expect
      },
      &channel);
  for (int block = 0; block < blocks; ++block)
    mix(channel.gain, block);
  uv_thread_join(&fader);
}
} // namespace mixer

// Buggy: main reloads the banner that the loop's thread is sending.
namespace banner {
void sendBanner(const std::string &text);
std::string loadBanner();

static std::string text = "welcome";

static void onTimer(uv_timer_t *) { sendBanner(text); }

void serve() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_timer_t timer;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, onTimer, 0, 1000);
  std::thread server([&loop] { uv_run(&loop, UV_RUN_DEFAULT); });
  text = loadBanner(); // expect
  server.join();
}
} // namespace banner

// Buggy: the plain flag that shall end the poller may never be seen.
namespace gpio {
int readPin(int pin);

class PinPoller {
public:
  explicit PinPoller(int pin) : pin_(pin) {}

  void start() { uv_thread_create(&thread_, &PinPoller::entry, this); }

  void stop() {
    stopping_ = true; // expect
    uv_thread_join(&thread_);
  }

private:
  static void entry(void *self) { static_cast<PinPoller *>(self)->poll(); }

  void poll() {
    while (!stopping_)
      readPin(pin_);
  }

  int pin_;
  bool stopping_ = false;
  uv_thread_t thread_;
};
} // namespace gpio

// Buggy: the log level is set from outside while the writer thread asks it.
namespace logging {
void flushUpTo(int level);

class LogWriter {
public:
  LogWriter() { uv_thread_create(&thread_, run, this); }
  ~LogWriter() { uv_thread_join(&thread_); }
  LogWriter(const LogWriter &) = delete;

  void setLevel(int level) {
    level_ = level; // expect
  }

private:
  static void run(void *arg) {
    auto *self = static_cast<LogWriter *>(arg);
    for (int i = 0; i < 10000; ++i)
      flushUpTo(self->level_);
  }

  int level_ = 2;
  uv_thread_t thread_;
};
} // namespace logging

// Buggy: several crawlers enter words into one index, three calls deep.
namespace crawl {
using Index = std::map<std::string, int>;

struct Context {
  Index index;
  std::vector<std::string> roots;
};

std::vector<std::string> wordsOf(const std::string &root);

static void record(Index &index, const std::string &word) {
  index[word] += 1; // expect
}

static void scan(Context *context, const std::string &root) {
  for (const std::string &word : wordsOf(root))
    record(context->index, word);
}

static void crawlEntry(void *arg) {
  auto *context = static_cast<Context *>(arg);
  for (const std::string &root : context->roots)
    scan(context, root);
}

std::size_t crawlAll(std::vector<std::string> roots, int count) {
  auto *context = new Context;
  context->roots = std::move(roots);
  std::vector<uv_thread_t> threads(count);
  int started = 0;
  while (started < count)
    uv_thread_create(&threads[started++], crawlEntry, context);
  for (uv_thread_t &thread : threads)
    uv_thread_join(&thread);
  std::size_t words = context->index.size();
  delete context;
  return words;
}
} // namespace crawl

// Correct: a guard of the project's own takes the mutex on every increment.
namespace locked {
class MutexGuard {
public:
  explicit MutexGuard(uv_mutex_t *mutex) : mutex_(mutex) {
    uv_mutex_lock(mutex_);
  }
  ~MutexGuard() { uv_mutex_unlock(mutex_); }
  MutexGuard(const MutexGuard &) = delete;

private:
  uv_mutex_t *mutex_;
};

struct Jobs {
  uv_mutex_t lock;
  unsigned finished = 0;
};

static void work(void *arg) {
  auto *jobs = static_cast<Jobs *>(arg);
  for (int i = 0; i < 1000; ++i) {
    MutexGuard guard(&jobs->lock);
    jobs->finished++;
  }
}

unsigned runJobs() {
  Jobs jobs;
  uv_mutex_init(&jobs.lock);
  uv_thread_t threads[4];
  for (auto &thread : threads)
    uv_thread_create(&thread, work, &jobs);
  for (auto &thread : threads)
    uv_thread_join(&thread);
  return jobs.finished;
}
} // namespace locked

// Correct: the request is filled in before the start, read after the join.
namespace hashing {
struct Request {
  std::string path;
  std::uint64_t digest = 0;
};

std::uint64_t digestOf(const std::string &path);

void digestEntry(void *arg) {
  auto *request = static_cast<Request *>(arg);
  request->digest = digestOf(request->path);
}

std::uint64_t digestInBackground(const char *path) {
  Request request;
  request.path = path;
  uv_thread_t thread;
  uv_thread_create(&thread, digestEntry, &request);
  uv_thread_join(&thread);
  request.path.clear();
  return request.digest;
}
} // namespace hashing

// Correct: each thread sums up into the slot it was given.
namespace slices {
struct Slice {
  int first = 0;
  int last = 0;
  long sum = 0;
};

static void sumEntry(void *arg) {
  auto *slice = static_cast<Slice *>(arg);
  for (int i = slice->first; i < slice->last; ++i)
    slice->sum += i;
}

long sumUpTo(int limit) {
  std::array<Slice, 4> slices;
  std::array<uv_thread_t, 4> threads;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    slices[i].first = static_cast<int>(i) * limit / 4;
    slices[i].last = static_cast<int>(i + 1) * limit / 4;
    uv_thread_create(&threads[i], sumEntry, &slices[i]);
  }
  long sum = 0;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    uv_thread_join(&threads[i]);
    sum += slices[i].sum;
  }
  return sum;
}
} // namespace slices

// Correct: the counter that all threads share is an atomic.
namespace hits {
bool probe(int host);

static std::atomic<int> alive{0};

static void probeHosts(void *) {
  for (int host = 1; host < 255; ++host)
    if (probe(host))
      alive.fetch_add(1, std::memory_order_relaxed);
}

int scanNetwork() {
  std::vector<uv_thread_t> threads(8);
  for (auto &thread : threads)
    uv_thread_create(&thread, probeHosts, nullptr);
  for (auto &thread : threads)
    uv_thread_join(&thread);
  return alive;
}
} // namespace hits

// Correct: the scratch buffer exists once for each thread.
namespace scratch {
void decode(int tile, std::vector<char> &buffer);

static thread_local std::vector<char> buffer;

static void decodeTile(int tile) {
  buffer.clear();
  decode(tile, buffer);
}

static void decodeEntry(void *arg) {
  const int *tiles = static_cast<const int *>(arg);
  for (int i = 0; i < 16; ++i)
    decodeTile(tiles[i]);
}

void decodeAll(int (&tiles)[16]) {
  uv_thread_t left, right;
  uv_thread_create(&left, decodeEntry, tiles);
  uv_thread_create(&right, decodeEntry, tiles);
  uv_thread_join(&left);
  uv_thread_join(&right);
}
} // namespace scratch

// Correct: two timers of one loop take turns on its only thread.
namespace turns {
static int missed = 0;

static void onBeat(uv_timer_t *) { missed = 0; }

static void onCheck(uv_timer_t *timer) {
  if (++missed > 3)
    uv_timer_stop(timer);
}

int watch() {
  uv_loop_t *loop = uv_default_loop();
  uv_timer_t beat, check;
  uv_timer_init(loop, &beat);
  uv_timer_init(loop, &check);
  uv_timer_start(&beat, onBeat, 0, 900);
  uv_timer_start(&check, onCheck, 300, 300);
  return uv_run(loop, UV_RUN_DEFAULT);
}
} // namespace turns

// Correct: the decoder hands over under the lock, the loop swaps under it.
namespace handover {
void deliver(const std::string &message);

struct Bridge {
  uv_mutex_t lock;
  std::vector<std::string> pending;
  uv_async_t wake;
};

static Bridge bridge;

static void onWake(uv_async_t *) {
  std::vector<std::string> messages;
  uv_mutex_lock(&bridge.lock);
  messages.swap(bridge.pending);
  uv_mutex_unlock(&bridge.lock);
  for (const std::string &message : messages)
    deliver(message);
}

static void decodeEntry(void *) {
  for (int i = 0; i < 100; ++i) {
    uv_mutex_lock(&bridge.lock);
    bridge.pending.push_back(std::to_string(i));
    uv_mutex_unlock(&bridge.lock);
    uv_async_send(&bridge.wake);
  }
}

void runBridge() {
  uv_loop_t *loop = uv_default_loop();
  uv_mutex_init(&bridge.lock);
  uv_async_init(loop, &bridge.wake, onWake);
  uv_thread_t decoder;
  uv_thread_create(&decoder, decodeEntry, nullptr);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_thread_join(&decoder);
}
} // namespace handover

// Correct: the flag is an atomic, the tally is read after the join.
namespace poller {
int readSensor();

class SensorPoller {
public:
  void start() {
    uv_thread_create(
        &thread_, [](void *arg) { static_cast<SensorPoller *>(arg)->run(); },
        this);
  }

  long stop() {
    running_.store(false);
    uv_thread_join(&thread_);
    return tally_;
  }

private:
  void run() {
    while (running_.load())
      tally_ += readSensor();
  }

  std::atomic<bool> running_{true};
  long tally_ = 0;
  uv_thread_t thread_;
};
} // namespace poller

// Correct: the worker waits for the semaphore before it looks at the job.
namespace mailbox {
void print(const std::string &document);

struct Mailbox {
  uv_sem_t filled;
  std::string document;
};

static void printerEntry(void *arg) {
  auto *mailbox = static_cast<Mailbox *>(arg);
  uv_sem_wait(&mailbox->filled);
  print(mailbox->document);
}

void printOne(std::string document, Mailbox &mailbox) {
  uv_thread_t printer;
  uv_thread_create(&printer, printerEntry, &mailbox);
  mailbox.document = std::move(document);
  uv_sem_post(&mailbox.filled);
  uv_thread_join(&printer);
}
} // namespace mailbox

// Correct: each thread is joined before the next one begins.
namespace retry {
bool upload();

struct Attempt {
  int failures = 0;
};

static void uploadEntry(void *arg) {
  auto *attempt = static_cast<Attempt *>(arg);
  if (!upload())
    attempt->failures++;
}

int uploadThrice() {
  Attempt attempt;
  for (int i = 0; i < 3; ++i) {
    uv_thread_t thread;
    uv_thread_create(&thread, uploadEntry, &attempt);
    uv_thread_join(&thread);
    if (attempt.failures == 0)
      break;
  }
  return attempt.failures;
}
} // namespace retry
