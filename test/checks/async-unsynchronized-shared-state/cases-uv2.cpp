// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsynchronized-shared-state %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <pthread.h>
#include <uv.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// Buggy: every worker of the loop increments the same static counter.
bool serveNextRequest();

static unsigned long requestsServed = 0;

static void requestWorker(void *) {
  while (serveNextRequest())
    ++requestsServed; // expect
}

unsigned long serveRequests() {
  uv_thread_t workers[4];
  for (uv_thread_t &worker : workers)
    uv_thread_create(&worker, requestWorker, nullptr);
  for (uv_thread_t &worker : workers)
    uv_thread_join(&worker);
  return requestsServed;
}

// Buggy: the lock is given back one line too early.
struct BuildQueue {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  std::vector<std::string> targets;
  std::size_t finished = 0;
};

void compileTarget(const std::string &target);

static void *buildWorker(void *argument) {
  auto *queue = static_cast<BuildQueue *>(argument);
  for (;;) {
    pthread_mutex_lock(&queue->lock);
    if (queue->targets.empty()) {
      pthread_mutex_unlock(&queue->lock);
      return nullptr;
    }
    std::string target = queue->targets.back();
    queue->targets.pop_back();
    pthread_mutex_unlock(&queue->lock);
    compileTarget(target);
    queue->finished++; // expect
  }
}

std::size_t buildAll(std::vector<std::string> targets) {
  BuildQueue queue;
  queue.targets = std::move(targets);
  pthread_t first;
  pthread_t second;
  pthread_create(&first, nullptr, buildWorker, &queue);
  pthread_create(&second, nullptr, buildWorker, &queue);
  pthread_join(first, nullptr);
  pthread_join(second, nullptr);
  return queue.finished;
}

// Buggy: the stop flag is a plain bool, its thread may never see it.
class SensorPoller {
public:
  void start() {
    pthread_create(&thread_, nullptr, &SensorPoller::entry, this);
  }

  void stop() {
    running_ = false; // expect
    pthread_join(thread_, nullptr);
  }

private:
  static void *entry(void *self) {
    static_cast<SensorPoller *>(self)->poll();
    return nullptr;
  }
  void poll() {
    while (running_) {
      readSensor();
      uv_sleep(20);
    }
  }
  static void readSensor();

  pthread_t thread_{};
  bool running_ = true;
};

// Buggy: the constructor starts the thread and only the thread locks.
class LogShipper {
public:
  explicit LogShipper(std::string host) : host_(std::move(host)) {
    uv_mutex_init(&lock_);
    uv_thread_create(&thread_, &LogShipper::entry, this);
  }

  void redirect(const std::string &host) {
    host_ = host; // expect
  }

private:
  static void entry(void *argument) {
    auto *self = static_cast<LogShipper *>(argument);
    for (;;) {
      uv_mutex_lock(&self->lock_);
      ship(self->host_.c_str());
      uv_mutex_unlock(&self->lock_);
    }
  }
  static void ship(const char *host);

  uv_mutex_t lock_;
  uv_thread_t thread_;
  std::string host_;
};

// Buggy: the two ends of the ring hold different locks.
struct AudioRing {
  uv_mutex_t headLock;
  uv_mutex_t tailLock;
  std::size_t filled = 0;
};

std::size_t captureFrames();
void playFrames(std::size_t count);

static void captureMain(void *argument) {
  auto *ring = static_cast<AudioRing *>(argument);
  while (std::size_t count = captureFrames()) {
    uv_mutex_lock(&ring->headLock);
    ring->filled += count; // expect
    uv_mutex_unlock(&ring->headLock);
  }
}

static void playbackMain(void *argument) {
  auto *ring = static_cast<AudioRing *>(argument);
  for (int block = 0; block < 1000; ++block) {
    uv_mutex_lock(&ring->tailLock);
    std::size_t count = ring->filled;
    uv_mutex_unlock(&ring->tailLock);
    playFrames(count);
  }
}

void loopback() {
  AudioRing ring;
  uv_mutex_init(&ring.headLock);
  uv_mutex_init(&ring.tailLock);
  uv_thread_t capture;
  uv_thread_t playback;
  uv_thread_create(&capture, captureMain, &ring);
  uv_thread_create(&playback, playbackMain, &ring);
  uv_thread_join(&capture);
  uv_thread_join(&playback);
}

// Buggy: the starter looks at the result before it joins.
struct IndexLoad {
  const char *path = nullptr;
  int entries = 0;
};

int parseIndex(const char *path);
void showProgress(int entries);

int loadIndex(const char *path) {
  IndexLoad load;
  load.path = path;
  uv_thread_t loader;
  uv_thread_create(
      &loader,
      [](void *argument) {
        auto *load = static_cast<IndexLoad *>(argument);
        load->entries = parseIndex(load->path); // expect
      },
      &load);
  showProgress(load.entries);
  uv_thread_join(&loader);
  return load.entries;
}

// Buggy: the limit is set when the acceptor that asks for it already runs.
struct Gateway {
  uv_thread_t acceptor;
  int maxClients = 16;
  bool admit(int clients) const { return clients < maxClients; }
};

int acceptClient();
void rejectClient(int client);

static void acceptorMain(void *argument) {
  auto *gateway = static_cast<Gateway *>(argument);
  for (int clients = 0; clients < 1000; ++clients) {
    int client = acceptClient();
    if (!gateway->admit(clients))
      rejectClient(client);
  }
}

static void startGateway(Gateway *gateway) {
  uv_thread_create(&gateway->acceptor, acceptorMain, gateway);
}

void runGateway(int maxClients) {
  Gateway gateway;
  startGateway(&gateway);
  gateway.maxClients = maxClients; // expect
  uv_thread_join(&gateway.acceptor);
}

// Buggy: the idle callback on the loop's thread, the console on the main one.
struct Simulation {
  std::uint64_t frame = 0;
};

bool readConsole();
void printFrame(std::uint64_t frame);

static void stepSimulation(uv_idle_t *idle) {
  auto *simulation = static_cast<Simulation *>(idle->data);
  simulation->frame += 1; // expect
}

static void simulationLoop(void *argument) {
  uv_run(static_cast<uv_loop_t *>(argument), UV_RUN_DEFAULT);
}

void simulate() {
  Simulation simulation;
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_idle_t idle;
  uv_idle_init(&loop, &idle);
  idle.data = &simulation;
  uv_idle_start(&idle, stepSimulation);
  uv_thread_t thread;
  uv_thread_create(&thread, simulationLoop, &loop);
  while (readConsole())
    printFrame(simulation.frame);
  uv_thread_join(&thread);
}

// Buggy: the timer of the object counts what its reporter thread reads.
class Heartbeat {
public:
  void run() {
    uv_loop_t *loop = uv_default_loop();
    uv_timer_init(loop, &timer_);
    timer_.data = this;
    uv_timer_start(
        &timer_,
        [](uv_timer_t *timer) {
          static_cast<Heartbeat *>(timer->data)->tick();
        },
        1000, 1000);
    uv_thread_create(&reporter_, &Heartbeat::report, this);
    uv_run(loop, UV_RUN_DEFAULT);
    uv_thread_join(&reporter_);
  }

private:
  void tick() {
    if (!peerAnswers())
      noteMiss();
  }
  void noteMiss() { ++missed_; } // expect
  static void report(void *argument) {
    auto *self = static_cast<Heartbeat *>(argument);
    while (sendReport(self->missed_))
      uv_sleep(5000);
  }
  static bool peerAnswers();
  static bool sendReport(int missed);

  uv_timer_t timer_;
  uv_thread_t reporter_;
  int missed_ = 0;
};

// Buggy: the lambda given to the helper runs on all its threads.
template <typename Body> void runOnAllCores(Body body) {
  std::vector<pthread_t> threads(8);
  for (pthread_t &thread : threads) {
    pthread_create(
        &thread, nullptr,
        [](void *argument) -> void * {
          (*static_cast<Body *>(argument))();
          return nullptr;
        },
        &body);
  }
  for (pthread_t &thread : threads)
    pthread_join(thread, nullptr);
}

std::string scrubNextBlock();

std::size_t scrubDisk() {
  std::vector<std::string> errors;
  runOnAllCores([&errors] {
    errors.push_back(scrubNextBlock()); // expect
  });
  return errors.size();
}

// Correct: the worker hands its result over with an async handle.
struct Thumbnail {
  uv_async_t ready;
  uv_thread_t thread;
  std::string pixels;
};

std::string decodeImage();
void drawImage(const std::string &pixels);

static void onThumbnailReady(uv_async_t *async) {
  auto *thumbnail = static_cast<Thumbnail *>(async->data);
  drawImage(thumbnail->pixels);
  thumbnail->pixels.clear();
  uv_close(reinterpret_cast<uv_handle_t *>(async), nullptr);
}

static void decodeThumbnail(void *argument) {
  auto *thumbnail = static_cast<Thumbnail *>(argument);
  thumbnail->pixels = decodeImage();
  uv_async_send(&thumbnail->ready);
}

void showThumbnail() {
  Thumbnail thumbnail;
  uv_loop_t *loop = uv_default_loop();
  uv_async_init(loop, &thumbnail.ready, onThumbnailReady);
  thumbnail.ready.data = &thumbnail;
  uv_thread_create(&thumbnail.thread, decodeThumbnail, &thumbnail);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_thread_join(&thumbnail.thread);
}

// Correct: each request has its own object, libuv orders work and after-work.
struct HashJob {
  uv_work_t request;
  std::string path;
  std::uint64_t digest = 0;
};

std::uint64_t hashFile(const std::string &path);
static std::uint64_t combinedDigest = 0;

void hashFiles(const std::vector<std::string> &paths) {
  uv_loop_t *loop = uv_default_loop();
  for (const std::string &path : paths) {
    auto *job = new HashJob;
    job->path = path;
    job->request.data = job;
    uv_queue_work(
        loop, &job->request,
        [](uv_work_t *request) {
          auto *job = static_cast<HashJob *>(request->data);
          job->digest = hashFile(job->path);
        },
        [](uv_work_t *request, int) {
          std::unique_ptr<HashJob> job(static_cast<HashJob *>(request->data));
          combinedDigest ^= job->digest;
        });
  }
  uv_run(loop, UV_RUN_DEFAULT);
}

// Correct: one thread takes the write lock, the others take the read lock.
class RouteTable {
public:
  RouteTable() { uv_rwlock_init(&lock_); }

  void replace(std::vector<int> hops) {
    uv_rwlock_wrlock(&lock_);
    hops_ = std::move(hops);
    uv_rwlock_wrunlock(&lock_);
  }
  std::size_t count() {
    uv_rwlock_rdlock(&lock_);
    std::size_t result = hops_.size();
    uv_rwlock_rdunlock(&lock_);
    return result;
  }

private:
  uv_rwlock_t lock_;
  std::vector<int> hops_;
};

std::vector<int> discoverHops();
bool forwardPacket(std::size_t hops);

static void refreshRoutes(void *argument) {
  for (int round = 0; round < 100; ++round)
    static_cast<RouteTable *>(argument)->replace(discoverHops());
}

static void forwardPackets(void *argument) {
  auto *table = static_cast<RouteTable *>(argument);
  while (forwardPacket(table->count())) {
  }
}

void routePackets() {
  RouteTable table;
  uv_thread_t refresher;
  uv_thread_create(&refresher, refreshRoutes, &table);
  std::vector<uv_thread_t> forwarders(3);
  for (uv_thread_t &forwarder : forwarders)
    uv_thread_create(&forwarder, forwardPackets, &table);
  for (uv_thread_t &forwarder : forwarders)
    uv_thread_join(&forwarder);
  uv_thread_join(&refresher);
}

// Correct: both timers are called by the one thread that runs the loop.
class RateLimiter {
public:
  explicit RateLimiter(uv_loop_t *loop) {
    uv_timer_init(loop, &refill_);
    uv_timer_init(loop, &drain_);
    refill_.data = this;
    drain_.data = this;
    uv_timer_start(&refill_, &RateLimiter::onRefill, 0, 100);
    uv_timer_start(&drain_, &RateLimiter::onDrain, 0, 10);
  }

private:
  static void onRefill(uv_timer_t *timer) {
    static_cast<RateLimiter *>(timer->data)->tokens_ += 10;
  }
  static void onDrain(uv_timer_t *timer) {
    auto *self = static_cast<RateLimiter *>(timer->data);
    if (self->tokens_ > 0)
      --self->tokens_;
  }

  uv_timer_t refill_;
  uv_timer_t drain_;
  int tokens_ = 0;
};

void limitRates() {
  RateLimiter limiter(uv_default_loop());
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}

// Correct: the starter waits on a semaphore until the port is known.
struct TestServer {
  uv_sem_t bound;
  int port = 0;
};

int bindAnyPort();
void serveUntilClosed();
void connectTo(int port);

static void testServerMain(void *argument) {
  auto *server = static_cast<TestServer *>(argument);
  server->port = bindAnyPort();
  uv_sem_post(&server->bound);
  serveUntilClosed();
}

void connectToTestServer() {
  TestServer server;
  uv_thread_t thread;
  uv_thread_create(&thread, testServerMain, &server);
  uv_sem_wait(&server.bound);
  connectTo(server.port);
  uv_thread_join(&thread);
}

// Correct: the work is done here only when no thread could be started.
struct Compaction {
  std::size_t reclaimed = 0;
  void run() { reclaimed += compactSegment(); }
  static std::size_t compactSegment();
};

static void *compactionMain(void *argument) {
  static_cast<Compaction *>(argument)->run();
  return nullptr;
}

std::size_t compact() {
  Compaction compaction;
  pthread_t thread;
  if (pthread_create(&thread, nullptr, compactionMain, &compaction) != 0) {
    compaction.run();
    return compaction.reclaimed;
  }
  pthread_join(thread, nullptr);
  return compaction.reclaimed;
}

// Correct: each thread sums into its own slot, they are added after the join.
struct SumSlot {
  const int *begin = nullptr;
  const int *end = nullptr;
  long sum = 0;
};

static void *sumSlot(void *argument) {
  auto *slot = static_cast<SumSlot *>(argument);
  for (const int *value = slot->begin; value != slot->end; ++value)
    slot->sum += *value;
  return nullptr;
}

long sumParallel(const std::vector<int> &values) {
  constexpr std::size_t parts = 4;
  SumSlot slots[parts];
  pthread_t threads[parts];
  std::size_t step = values.size() / parts;
  for (std::size_t i = 0; i < parts; ++i) {
    slots[i].begin = values.data() + i * step;
    slots[i].end = i + 1 == parts ? values.data() + values.size()
                                  : values.data() + (i + 1) * step;
    pthread_create(&threads[i], nullptr, sumSlot, &slots[i]);
  }
  long total = 0;
  for (std::size_t i = 0; i < parts; ++i) {
    pthread_join(threads[i], nullptr);
    total += slots[i].sum;
  }
  return total;
}

// Correct: joined under the condition it was started under, then written.
struct Backup {
  std::string target;
  int copied = 0;
};

int copyFilesTo(const std::string &target);

static void backupMain(void *argument) {
  auto *backup = static_cast<Backup *>(argument);
  backup->copied = copyFilesTo(backup->target);
}

int backupBeforeUpgrade(const std::string &target, bool wanted) {
  Backup backup;
  backup.target = target;
  uv_thread_t thread;
  if (wanted)
    uv_thread_create(&thread, backupMain, &backup);
  copyFilesTo("/var/lib/rollback");
  if (wanted)
    uv_thread_join(&thread);
  backup.copied += 1;
  return backup.copied;
}

// Correct: the flag is atomic, the plain counter is read after the join.
class WriteAheadLog {
public:
  WriteAheadLog() { uv_thread_create(&flusher_, &WriteAheadLog::flush, this); }

  std::size_t close() {
    open_.store(false);
    uv_thread_join(&flusher_);
    return flushed_;
  }

private:
  static void flush(void *argument) {
    auto *self = static_cast<WriteAheadLog *>(argument);
    while (self->open_.load()) {
      self->flushed_ += writePages();
      uv_sleep(10);
    }
  }
  static std::size_t writePages();

  std::atomic<bool> open_{true};
  std::size_t flushed_ = 0;
  uv_thread_t flusher_;
};

// Correct: a guard of the project's own, held by the callers of the helper.
class MutexHolder {
public:
  explicit MutexHolder(uv_mutex_t *mutex) : mutex_(mutex) {
    uv_mutex_lock(mutex_);
  }
  ~MutexHolder() { uv_mutex_unlock(mutex_); }
  MutexHolder(const MutexHolder &) = delete;
  MutexHolder &operator=(const MutexHolder &) = delete;

private:
  uv_mutex_t *mutex_;
};

class SeatPlan {
public:
  SeatPlan() { uv_mutex_init(&mutex_); }

  void reserve(int seat) {
    MutexHolder holder(&mutex_);
    append(seat);
  }
  void reservePair(int seat) {
    MutexHolder holder(&mutex_);
    append(seat);
    append(seat + 1);
  }

private:
  void append(int seat) { taken_.push_back(seat); }

  uv_mutex_t mutex_;
  std::vector<int> taken_;
};

static void sellSingles(void *argument) {
  for (int seat = 0; seat < 50; ++seat)
    static_cast<SeatPlan *>(argument)->reserve(seat);
}

static void sellPairs(void *argument) {
  for (int seat = 50; seat < 100; seat += 2)
    static_cast<SeatPlan *>(argument)->reservePair(seat);
}

void sellSeats() {
  SeatPlan plan;
  uv_thread_t singles;
  uv_thread_t pairs;
  uv_thread_create(&singles, sellSingles, &plan);
  uv_thread_create(&pairs, sellPairs, &plan);
  uv_thread_join(&singles);
  uv_thread_join(&pairs);
}
