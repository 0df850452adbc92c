// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-wrong-thread-call %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <uv.h>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

void allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer);
void consume(uv_stream_t *stream, ptrdiff_t count, const uv_buf_t *buffer);

// Buggy: the console thread stops a timer of the running loop.
namespace console {
int readKey();
void blink(uv_timer_t *timer);

int main() {
  uv_loop_t *loop = uv_default_loop();
  uv_timer_t cursor;
  uv_timer_init(loop, &cursor);
  uv_timer_start(&cursor, blink, 500, 500);
  std::thread keyboard([&cursor] {
    while (readKey() != 'q')
      continue;
    uv_timer_stop(&cursor); // expect
  });
  int result = uv_run(loop, UV_RUN_DEFAULT);
  keyboard.join();
  return result;
}
} // namespace console

// Buggy: the measuring thread arms the alarm itself.
namespace alarms {
double readTemperature();
void ring(uv_timer_t *timer);

struct Heating {
  uv_loop_t loop;
  uv_timer_t alarm;
  double limit = 80;
};

static void measure(void *arg) {
  auto *heating = static_cast<Heating *>(arg);
  for (int i = 0; i < 1000; ++i)
    if (readTemperature() > heating->limit)
      uv_timer_start(&heating->alarm, ring, 0, 0); // expect
}

void runHeating() {
  Heating heating;
  uv_loop_init(&heating.loop);
  uv_timer_init(&heating.loop, &heating.alarm);
  uv_thread_t thread;
  uv_thread_create(&thread, measure, &heating);
  uv_run(&heating.loop, UV_RUN_DEFAULT);
  uv_thread_join(&thread);
}
} // namespace alarms

// Buggy: a loop cannot be stopped from outside.
namespace service {
bool shutdownRequested();

void serve() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  std::jthread supervisor([&] {
    while (!shutdownRequested())
      std::this_thread::yield();
    uv_stop(&loop); // expect
  });
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}
} // namespace service

// Buggy: the kicking thread closes the client that the loop reads from.
namespace arena {
bool isBanned(const std::string &name);

class Player {
public:
  Player(uv_loop_t *loop, std::string name) : name_(std::move(name)) {
    uv_tcp_init(loop, &socket_);
    uv_read_start(reinterpret_cast<uv_stream_t *>(&socket_), allocate, consume);
  }

  void kick() {
    uv_close(reinterpret_cast<uv_handle_t *>(&socket_), nullptr); // expect
  }

  const std::string &name() const { return name_; }

private:
  uv_tcp_t socket_;
  std::string name_;
};

void play() {
  uv_loop_t *loop = uv_default_loop();
  Player player(loop, "anna");
  std::thread moderator([&player] {
    if (isBanned(player.name()))
      player.kick();
  });
  uv_run(loop, UV_RUN_DEFAULT);
  moderator.join();
}
} // namespace arena

// Buggy: the asynchronous check pauses the stream on a thread of its own.
namespace upload {
bool diskIsFull();

int receive(uv_loop_t *loop) {
  uv_tcp_t peer;
  uv_tcp_init(loop, &peer);
  uv_stream_t *stream = reinterpret_cast<uv_stream_t *>(&peer);
  uv_read_start(stream, allocate, consume);
  auto checked = std::async(std::launch::async, [stream] {
    if (!diskIsFull())
      return false;
    uv_read_stop(stream); // expect
    return true;
  });
  int result = uv_run(loop, UV_RUN_DEFAULT);
  return checked.get() ? -1 : result;
}
} // namespace upload

// Buggy: work is queued by the producer thread, not by the loop's.
namespace resizer {
void resize(uv_work_t *work);
void resized(uv_work_t *work, int status);

static uv_loop_t loop;

static void enqueue(int count) {
  for (int i = 0; i < count; ++i) {
    uv_work_t *work = new uv_work_t;
    uv_queue_work(&loop, work, resize, resized); // expect
  }
}

int main() {
  uv_loop_init(&loop);
  std::thread producer(enqueue, 16);
  uv_run(&loop, UV_RUN_DEFAULT);
  producer.join();
  return 0;
}
} // namespace resizer

// Buggy: a new timer is entered into the loop while that is running.
namespace reminders {
struct Reminder {
  uv_timer_t timer;
  std::string text;
};

class Calendar {
public:
  Calendar() { uv_loop_init(&loop_); }

  void open() {
    importer_ = std::thread(&Calendar::import, this);
    uv_run(&loop_, UV_RUN_DEFAULT);
    importer_.join();
  }

private:
  void import() {
    auto reminder = std::make_unique<Reminder>();
    reminder->text = "dentist";
    uv_timer_init(&loop_, &reminder->timer); // expect
    reminders_.push_back(std::move(reminder));
  }

  uv_loop_t loop_;
  std::thread importer_;
  std::vector<std::unique_ptr<Reminder>> reminders_;
};
} // namespace reminders

// Buggy: reading is resumed by the thread that has emptied the queue.
namespace relay {
void drain();

class Relay {
public:
  explicit Relay(uv_loop_t *loop) : loop_(loop) {
    uv_tcp_init(loop_, &upstream_);
  }

  void run() {
    drainer_ = std::jthread([this] {
      drain();
      resume();
    });
    uv_run(loop_, UV_RUN_DEFAULT);
  }

private:
  uv_stream_t *stream() { return reinterpret_cast<uv_stream_t *>(&upstream_); }

  void resume() {
    if (paused_)
      uv_read_start(stream(), allocate, consume); // missed: not seen
  }

  uv_loop_t *loop_;
  uv_tcp_t upstream_;
  bool paused_ = true;
  std::jthread drainer_;
};
} // namespace relay

// Buggy: each of the indexing threads starts file operations on the loop.
namespace indexer {
void opened(uv_fs_t *request);

struct Entry {
  uv_fs_t request;
  std::string path;
};

void openAll(std::vector<Entry> &entries) {
  uv_loop_t *loop = uv_default_loop();
  std::vector<std::thread> threads;
  for (Entry &entry : entries)
    threads.emplace_back([loop, &entry] {
      const char *path = entry.path.c_str();
      uv_fs_open(loop, &entry.request, path, 0, 0, opened); // expect
    });
  uv_run(loop, UV_RUN_DEFAULT);
  for (auto &thread : threads)
    thread.join();
}
} // namespace indexer

// Buggy: only sending is safe from anywhere, setting up the async is not.
namespace plugins {
void onNotify(uv_async_t *async);

struct Host {
  uv_loop_t *loop = uv_default_loop();
  uv_async_t notify;
};

void loadPlugin(void *arg) {
  Host &host = *static_cast<Host *>(arg);
  uv_async_init(host.loop, &host.notify, onNotify); // expect
  uv_async_send(&host.notify);
}

void start(Host &host) {
  uv_thread_t loader;
  uv_thread_create(&loader, &loadPlugin, &host);
  uv_run(host.loop, UV_RUN_DEFAULT);
  uv_thread_join(&loader);
}
} // namespace plugins

// Correct: the thread sends, the loop's callback stops the timer.
namespace keys {
int readKey();
void blink(uv_timer_t *timer);

static uv_timer_t cursor;

static void onQuit(uv_async_t *quit) {
  uv_timer_stop(&cursor);
  uv_close(reinterpret_cast<uv_handle_t *>(quit), nullptr);
}

int main() {
  uv_loop_t *loop = uv_default_loop();
  uv_async_t quit;
  uv_async_init(loop, &quit, onQuit);
  uv_timer_init(loop, &cursor);
  uv_timer_start(&cursor, blink, 500, 500);
  std::thread keyboard([&quit] {
    while (readKey() != 'q')
      continue;
    uv_async_send(&quit);
  });
  int result = uv_run(loop, UV_RUN_DEFAULT);
  keyboard.join();
  return result;
}
} // namespace keys

// Correct: the thread has a loop and a timer of its own.
namespace metrics {
void sample(uv_timer_t *timer);

static void sampleEntry(void *arg) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_timer_t timer;
  uv_timer_init(&loop, &timer);
  timer.data = arg;
  uv_timer_start(&timer, sample, 0, 250);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

void startSampling(uv_thread_t *thread, void *registry) {
  uv_thread_create(thread, sampleEntry, registry);
}
} // namespace metrics

// Correct: the callback after the work is back on the loop's thread.
namespace thumbnails {
struct Task {
  uv_work_t work;
  uv_timer_t spinner;
  int pixels = 0;
};
int decode();

void load(uv_loop_t *loop, Task *task) {
  task->work.data = task;
  uv_timer_init(loop, &task->spinner);
  uv_queue_work(
      loop, &task->work,
      [](uv_work_t *work) {
        static_cast<Task *>(work->data)->pixels = decode();
      },
      [](uv_work_t *work, int) {
        uv_timer_stop(&static_cast<Task *>(work->data)->spinner);
      });
}
} // namespace thumbnails

// Correct: the loop was made here but belongs to the thread that runs it.
namespace background {
void tick(uv_timer_t *timer);

class Ticker {
public:
  Ticker() { uv_loop_init(&loop_); }

  void start() {
    thread_ = std::thread([this] {
      uv_timer_init(&loop_, &timer_);
      uv_timer_start(&timer_, tick, 1000, 1000);
      uv_run(&loop_, UV_RUN_DEFAULT);
    });
  }

  void join() { thread_.join(); }

private:
  uv_loop_t loop_;
  uv_timer_t timer_;
  std::thread thread_;
};
} // namespace background

// Correct: it is stopped in its own callback, the thread only counts.
namespace bell {
static std::atomic<int> left{3};

static void onRing(uv_timer_t *timer) {
  if (left <= 0)
    uv_timer_stop(timer);
}

void ringThrice() {
  uv_loop_t *loop = uv_default_loop();
  uv_timer_t timer;
  uv_timer_init(loop, &timer);
  uv_timer_start(&timer, onRing, 0, 100);
  std::thread counter([] {
    while (left > 0)
      --left;
  });
  uv_run(loop, UV_RUN_DEFAULT);
  counter.join();
}
} // namespace bell

// Correct: the thread has ended before its starter rearms the timer.
namespace migration {
void convertTables();
void checkpoint(uv_timer_t *timer);

void migrate(uv_loop_t *loop, uv_timer_t *timer) {
  uv_timer_stop(timer);
  std::thread converter(convertTables);
  converter.join();
  uv_timer_start(timer, checkpoint, 0, 60000);
  uv_run(loop, UV_RUN_DEFAULT);
}
} // namespace migration

// Correct: what the threads want closed waits in a queue for the loop.
namespace closing {
class Closer {
public:
  explicit Closer(uv_loop_t *loop) {
    uv_async_init(loop, &wake_, &Closer::onWake);
    wake_.data = this;
  }

  void request(uv_handle_t *handle) {
    {
      std::lock_guard<std::mutex> guard(lock_);
      waiting_.push_back(handle);
    }
    uv_async_send(&wake_);
  }

private:
  static void onWake(uv_async_t *wake) {
    auto *self = static_cast<Closer *>(wake->data);
    std::vector<uv_handle_t *> handles;
    {
      std::lock_guard<std::mutex> guard(self->lock_);
      handles.swap(self->waiting_);
    }
    for (uv_handle_t *handle : handles)
      uv_close(handle, nullptr);
  }

  std::mutex lock_;
  std::vector<uv_handle_t *> waiting_;
  uv_async_t wake_;
};

void closeFromThread() {
  uv_loop_t *loop = uv_default_loop();
  uv_tcp_t peer;
  uv_tcp_init(loop, &peer);
  Closer closer(loop);
  std::thread reaper([&closer, &peer] {
    closer.request(reinterpret_cast<uv_handle_t *>(&peer));
  });
  uv_run(loop, UV_RUN_DEFAULT);
  reaper.join();
}
} // namespace closing

// Correct: the async task makes and closes all it uses.
namespace probing {
void timedOut(uv_timer_t *timer);

struct Probe {
  uv_loop_t loop;
  uv_timer_t timeout;
};

std::future<int> probe(int milliseconds) {
  return std::async(std::launch::async, [milliseconds] {
    auto probe = std::make_unique<Probe>();
    uv_loop_init(&probe->loop);
    uv_timer_init(&probe->loop, &probe->timeout);
    uv_timer_start(&probe->timeout, timedOut, milliseconds, 0);
    int result = uv_run(&probe->loop, UV_RUN_DEFAULT);
    uv_loop_close(&probe->loop);
    return result;
  });
}
} // namespace probing

// Correct: the signal thread sends, uv_stop is called by the loop itself.
namespace daemon_loop {
int waitForSignal();

static void onTerminate(uv_async_t *async) { uv_stop(async->loop); }

void serve() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  auto terminate = std::make_shared<uv_async_t>();
  uv_async_init(&loop, terminate.get(), onTerminate);
  std::jthread signals([terminate] {
    if (waitForSignal() != 0)
      uv_async_send(terminate.get());
  });
  uv_run(&loop, UV_RUN_DEFAULT);
}
} // namespace daemon_loop

// Correct: the helper is called by the loop, the thread writes the protocol.
namespace protocol {
void append(const std::string &line);

struct Connection {
  uv_tcp_t socket;
  std::string peer;
};

static void hangUp(Connection *connection) {
  uv_read_stop(reinterpret_cast<uv_stream_t *>(&connection->socket));
}

static void onIdle(uv_timer_t *timer) {
  hangUp(static_cast<Connection *>(timer->data));
}

void watch(Connection &connection) {
  uv_timer_t idle;
  uv_timer_init(connection.socket.loop, &idle);
  idle.data = &connection;
  uv_timer_start(&idle, onIdle, 30000, 0);
  std::thread writer([&connection] { append("watching " + connection.peer); });
  uv_run(connection.socket.loop, UV_RUN_DEFAULT);
  writer.join();
}
} // namespace protocol
