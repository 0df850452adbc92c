// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: every deliberate silence, by name.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using namespace asio::experimental::awaitable_operators;

int compute();
void show(int);
void look();

// Case: written-before-the-start
void before() {
  int limit = 0;
  limit = compute();
  std::thread worker([&limit] { show(limit); });
  worker.join();
}

// Case: read-after-the-join
void after() {
  int sum = 0;
  std::thread worker([&sum] { sum = compute(); });
  worker.join();
  show(sum);
}
void after_all() {
  int sum = 0;
  std::mutex lock;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&] {
      std::lock_guard guard(lock);
      sum += compute();
    });
  for (std::thread &worker : workers)
    worker.join();
  show(sum);
}
void after_counted_joins() {
  int sum = 0;
  std::vector<std::thread> workers;
  workers.push_back(std::thread([&] { sum += compute(); }));
  for (size_t i = 0; i < 1; ++i)
    workers[i].join();
  show(sum);
}
void after_joinable() {
  int sum = 0;
  std::thread worker([&sum] { sum = compute(); });
  if (worker.joinable())
    worker.join();
  show(sum);
}

// Case: one-after-the-other
void in_turn() {
  int sum = 0;
  for (int i = 0; i < 4; ++i) {
    std::thread worker([&sum] { ++sum; });
    worker.join();
  }
  std::thread first([&sum] { ++sum; });
  first.join();
  std::thread second([&sum] { ++sum; });
  second.join();
}

// Case: the-end-of-a-jthread-joins
void scoped() {
  int sum = 0;
  {
    std::jthread worker([&sum] { sum = compute(); });
  }
  show(sum);
}

// Case: the-result-of-a-future
void future() {
  int sum = 0;
  std::future<void> done = std::async(std::launch::async, [&sum] { sum = compute(); });
  done.get();
  show(sum);
}

// Case: async-that-is-deferred-or-dropped
void deferred() {
  int sum = 0;
  std::future<void> done = std::async(std::launch::deferred, [&sum] { ++sum; });
  ++sum;
  done.get();
  std::async(std::launch::async, [&sum] { ++sum; });
  ++sum;
}

// Case: same-lock-on-both-sides
class Locked {
public:
  void add(int n) {
    std::lock_guard<std::mutex> guard(lock_);
    sum_ += n;
  }
  void add_by_hand(int n) {
    lock_.lock();
    sum_ += n;
    lock_.unlock();
  }
  int take() {
    std::scoped_lock both(lock_, other_);
    return std::exchange(sum_, 0);
  }
  int add_inside(int n) {
    std::unique_lock guard{lock_};
    return locked_add(n);
  }

private:
  int locked_add(int n) { return sum_ += n; }
  std::mutex lock_, other_;
  int sum_ = 0;
};
void locked() {
  Locked all;
  std::thread one([&all] { all.add(1); });
  std::thread two(&Locked::add_by_hand, &all, 1);
  std::thread three([&all] { all.add_inside(1); });
  show(all.take());
  one.join();
  two.join();
  three.join();
}

// Case: a-shared-lock-for-readers
class Table {
public:
  int get(int key) const {
    std::shared_lock guard(lock_);
    std::map<int, int>::const_iterator it = rows_.find(key);
    return it == rows_.end() ? 0 : it->second;
  }
  void set(int key, int value) {
    std::unique_lock guard(lock_);
    rows_[key] = value;
  }

private:
  mutable std::shared_mutex lock_;
  std::map<int, int> rows_;
};
void readers() {
  Table table;
  std::thread writer([&] { table.set(1, 2); });
  show(table.get(1));
  writer.join();
}

// Case: atomics
void atomics() {
  std::atomic<int> sum = 0;
  std::atomic_flag stop;
  std::thread worker([&] {
    while (!stop.test())
      sum += 1;
  });
  sum = 3;
  ++sum;
  stop.test_and_set();
  worker.join();
}

// Case: published-by-an-atomic
void published() {
  int result = 0;
  std::atomic<bool> ready = false;
  std::thread worker([&] {
    result = compute();
    ready = true;
  });
  while (!ready)
    std::this_thread::yield();
  show(result);
  worker.join();
}
void published_the_other_way() {
  int input = 0;
  std::atomic<bool> ready = false;
  std::thread worker([&] {
    while (!ready.load())
      std::this_thread::yield();
    show(input);
  });
  input = compute();
  ready = true;
  worker.join();
}

// Case: published-by-a-latch-or-a-promise
void latched() {
  int input = 0;
  std::latch go(1);
  std::promise<void> told;
  std::thread worker([&] {
    go.wait();
    show(input);
  });
  std::thread other([&, heard = told.get_future()]() mutable {
    heard.get();
    show(input);
  });
  input = compute();
  go.count_down();
  told.set_value();
  worker.join();
  other.join();
}
int promised() {
  std::promise<int> result;
  std::thread worker([&] { result.set_value(compute()); });
  int got = result.get_future().get();
  worker.join();
  return got;
}
int promised_by_a_pointer() {
  std::shared_ptr<std::promise<int>> result =
      std::make_shared<std::promise<int>>();
  std::thread worker([result] { result->set_value(compute()); });
  int got = result->get_future().get();
  worker.join();
  return got;
}

// Case: published-by-a-condition
void condition() {
  int result = 0;
  bool done = false;
  std::mutex lock;
  std::condition_variable changed;
  std::thread worker([&] {
    int found = compute();
    std::lock_guard guard(lock);
    result = found;
    done = true;
    changed.notify_one();
  });
  {
    std::unique_lock guard(lock);
    changed.wait(guard, [&] { return done; });
  }
  show(result);
  worker.join();
}

// Case: constants-and-thread-locals
const int limit = 3;
thread_local int calls = 0;
void constants() {
  const int local = compute();
  std::thread one([&local] { show(local + limit + ++calls); });
  std::thread two([&local] { show(local + limit + ++calls); });
  one.join();
  two.join();
}
struct near {
  int size = 0;
};
near &cache() {
  static thread_local near instance;
  return instance;
}
void refill(near &given) { given.size = compute(); }
int look_up() {
  near &mine = cache();
  if (mine.size == 0)
    refill(mine);
  return mine.size;
}
void cached() {
  std::thread one(look_up);
  std::thread two(look_up);
  one.join();
  two.join();
}

// Case: each-has-its-own
void own() {
  std::vector<int> results(4);
  std::vector<std::thread> workers;
  int seed = compute();
  for (int i = 0; i < 4; ++i) {
    std::shared_ptr<int> mine = std::make_shared<int>(i);
    workers.emplace_back([&results, i, seed, mine]() mutable {
      results[i] = ++seed;
      ++*mine;
    });
  }
  std::string text = "moved";
  std::thread last([text = std::move(text), seed]() mutable { text += '!'; ++seed; });
  text = "new";
  ++seed;
  show(int(results.size()));
  for (std::thread &worker : workers)
    worker.join();
  last.join();
}
struct Worker {
  void run() { ++done; }
  int done = 0;
};
void own_objects() {
  std::vector<Worker> workers(4);
  std::vector<std::jthread> threads;
  for (Worker &worker : workers)
    threads.emplace_back(&Worker::run, &worker);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&workers, i] { workers[i].run(); });
}

// Case: only-reads
void reads() {
  int n = compute();
  std::thread one([&n] { show(n); });
  std::thread two([&n] { show(n); });
  show(n);
  one.join();
  two.join();
}

// Case: constructor-of-the-object
class Started {
public:
  Started() : worker_([this] { look(); }) { n_ = 1; }
  ~Started() { worker_.join(); n_ = 0; }

private:
  int n_ = 0;
  std::thread worker_;
};

// Case: object-with-a-thread-and-a-lock
class Logger {
public:
  Logger() { worker_ = std::thread([this] { drain(); }); }
  ~Logger() {
    {
      std::lock_guard guard(lock_);
      stop_ = true;
    }
    wake_.notify_all();
    worker_.join();
  }
  void log(std::string line) {
    std::lock_guard guard(lock_);
    lines_.push_back(std::move(line));
    wake_.notify_one();
  }

private:
  void drain() {
    std::unique_lock guard(lock_);
    while (!stop_) {
      wake_.wait(guard, [this] { return stop_ || !lines_.empty(); });
      std::vector<std::string> batch = std::move(lines_);
      lines_.clear();
      guard.unlock();
      written_ += batch.size();
      guard.lock();
    }
  }
  std::mutex lock_;
  std::condition_variable wake_;
  std::vector<std::string> lines_;
  bool stop_ = false;
  size_t written_ = 0;
  std::thread worker_;
};

// Case: loop-with-one-thread
int served;
awaitable<void> serve(int &count) {
  ++count;
  ++served;
  co_return;
}
void one_loop() {
  int count = 0;
  asio::io_context loop;
  co_spawn(loop, serve(count), asio::detached);
  co_spawn(loop, serve(count), asio::detached);
  co_spawn(loop, (serve(count) && serve(count)), asio::detached);
  loop.run();
  show(count);
}

// Case: loop-run-elsewhere-in-the-program
class Server {
public:
  explicit Server(asio::io_context &loop) : loop_(loop) {}
  void start() {
    co_spawn(loop_, serve(count_), asio::detached);
    asio::post(loop_, [this] { ++count_; });
  }

private:
  asio::io_context &loop_;
  int count_ = 0;
};

// Case: one-strand
void strand() {
  int count = 0;
  asio::thread_pool pool;
  asio::strand<asio::thread_pool::executor_type> strand = asio::make_strand(pool);
  for (int i = 0; i < 4; ++i)
    co_spawn(strand, serve(count), asio::detached);
  asio::post(strand, [&count] { ++count; });
  asio::post(pool, asio::bind_executor(strand, [&count] { ++count; }));
  pool.join();
  show(count);
}

// Case: siblings-on-the-strand-of-their-parent
asio::awaitable<void> both(int &count) {
  using namespace asio::experimental::awaitable_operators;
  co_await (serve(count) && serve(count));
}
void parent_on_a_strand() {
  int count = 0;
  asio::thread_pool pool(2);
  co_spawn(asio::make_strand(pool), both(count), asio::detached);
  pool.join();
  show(count);
}

// Case: pool-of-one-thread
void lonely() {
  int count = 0;
  asio::thread_pool pool(1);
  asio::post(pool, [&count] { ++count; });
  asio::post(pool, [&count] { ++count; });
  pool.join();
  show(count);
}

// Case: awaited-before-going-on
awaitable<void> in_steps(asio::thread_pool &pool) {
  int count = 0;
  co_await co_spawn(pool, serve(count), asio::use_awaitable);
  ++count;
  co_await co_spawn(pool, serve(count), asio::use_awaitable);
}

// Case: once
std::once_flag made;
std::string *name;
void make() {
  std::call_once(made, [] { name = new std::string; });
}
void once() {
  std::thread one(make), two(make);
  one.join();
  two.join();
}

// Case: said-by-an-attribute
struct __attribute__((capability("mutex"))) Mutex {
  void lock() __attribute__((acquire_capability()));
  void unlock() __attribute__((release_capability()));
};
class Annotated {
public:
  void add() {
    lock_.lock();
    add_locked();
    lock_.unlock();
  }
  void add_locked() __attribute__((requires_capability(lock_))) { ++n_; }
  int peek() const __attribute__((no_thread_safety_analysis)) { return n_; }

private:
  mutable Mutex lock_;
  int n_ __attribute__((guarded_by(lock_))) = 0;
};
void annotated() {
  Annotated all;
  std::thread one([&] { all.add(); });
  show(all.peek());
  all.add();
  one.join();
}

// Case: which-lock-is-not-clear
class Sharded {
public:
  void add(int key) {
    std::lock_guard guard(locks_[key % 4]);
    ++sum_;
  }
  void add_any(std::mutex &lock) {
    std::lock_guard guard(lock);
    ++sum_;
  }

private:
  std::mutex locks_[4];
  int sum_ = 0;
};
void sharded() {
  Sharded all;
  std::mutex lock;
  std::thread one([&] { all.add(1); });
  all.add_any(lock);
  one.join();
}

// Case: nobody-starts-it
class Unknown {
public:
  void add() { ++n_; }
  void add_locked() {
    std::lock_guard guard(lock_);
    ++n_;
  }

private:
  std::mutex lock_;
  int n_ = 0;
};

int main() { one_loop(); }

struct Job {
  int in = 0, out = 0;
};
void *run(void *arg) {
  Job *job = static_cast<Job *>(arg);
  job->out = 2 * job->in;
  return job;
}

// Case: a-start-that-failed
int run_here_instead() {
  Job job;
  pthread_t thread;
  if (pthread_create(&thread, nullptr, run, &job) != 0) {
    run(&job);
    return job.out;
  }
  pthread_join(thread, nullptr);
  return job.out;
}
int keep_the_error() {
  Job job;
  pthread_t thread;
  int error;
  if ((error = pthread_create(&thread, nullptr, run, &job)))
    return job.out = error;
  pthread_join(thread, nullptr);
  int again = pthread_create(&thread, nullptr, run, &job);
  if (__builtin_expect(again != 0, 0))
    job.out = again;
  else
    pthread_join(thread, nullptr);
  return job.out;
}

// Case: joined-if-it-was-started
int perhaps(bool wanted) {
  Job job;
  pthread_t thread;
  bool started = false;
  if (wanted) {
    if (pthread_create(&thread, nullptr, run, &job) == 0)
      started = true;
    else
      job.in = 1;
  }
  if (started && wanted)
    pthread_join(thread, nullptr);
  return job.out;
}
int perhaps_a_thread(bool wanted) {
  int sum = 0;
  std::thread worker;
  if (wanted)
    worker = std::thread([&] { sum = compute(); });
  if (wanted)
    worker.join();
  return sum;
}

// Case: a-pointer-that-is-set-again
void one_job_after_the_other() {
  pthread_t threads[4];
  Job *job;
  for (pthread_t &thread : threads) {
    job = new Job;
    job->in = compute();
    pthread_create(&thread, nullptr, run, job);
  }
  for (pthread_t &thread : threads)
    pthread_join(thread, nullptr);
}
void next_job(Job *job) {
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i, ++job) {
    job->in = i;
    pthread_create(&threads[i], nullptr, run, job);
  }
  for (pthread_t &thread : threads)
    pthread_join(thread, nullptr);
}

// Case: a-job-for-each-thread
void jobs_of_an_array() {
  Job jobs[4];
  pthread_t threads[4];
  int next = 0;
  for (Job &job : jobs)
    pthread_create(&threads[next++], nullptr, run, &job);
  for (int i = 0; i < 4; ++i) {
    pthread_join(threads[i], nullptr);
    show(jobs[i].out);
  }
}

// Case: published-by-an-atomic-of-c
struct Slot {
  int value = 0, is_ready = 0;
  _Atomic int uses = 0;
};
void *fill(void *arg) {
  Slot *slot = static_cast<Slot *>(arg);
  slot->value = compute();
  ++slot->uses;
  __atomic_store_n(&slot->is_ready, 1, __ATOMIC_RELEASE);
  return nullptr;
}
void use_slot(Slot *slot) {
  pthread_t thread;
  pthread_create(&thread, nullptr, fill, slot);
  ++slot->uses;
  while (!__atomic_load_n(&slot->is_ready, __ATOMIC_ACQUIRE))
    look();
  show(slot->value);
  pthread_join(thread, nullptr);
}

// Case: a-handle-left-with-the-caller
bool begin(pthread_t *thread, Job *job) {
  return pthread_create(thread, nullptr, run, job) == 0;
}
void begin_all(std::vector<pthread_t> &threads, Job *job) {
  pthread_create(&threads[0], nullptr, run, job);
}
void begin_one(std::thread &thread, Job &job) {
  thread = std::thread([&job] { job.out = compute(); });
}
int three_jobs() {
  Job one, two, three;
  pthread_t first;
  std::vector<pthread_t> others(1);
  std::thread last;
  if (!begin(&first, &one))
    return -1;
  pthread_join(first, nullptr);
  begin_all(others, &two);
  for (pthread_t other : others)
    pthread_join(other, nullptr);
  begin_one(last, three);
  last.join();
  return one.out + two.out + three.out;
}

// Case: joined-by-code-that-is-not-seen
struct Runner {
  void start() { pthread_create(&thread, nullptr, run, &job); }
  void stop();
  pthread_t thread;
  Job job;
};
struct StandardRunner {
  void start() {
    thread = std::thread([this] { job.out = compute(); });
  }
  std::thread thread;
  Job job;
};
void stop_it(StandardRunner *);
int run_two() {
  Runner one;
  one.start();
  one.stop();
  StandardRunner two;
  two.start();
  stop_it(&two);
  return one.job.out + two.job.out;
}

// Case: checked-by-a-macro
#define CHECK_ZERO(call)                                                       \
  do {                                                                         \
    if ((call) != 0)                                                           \
      look();                                                                  \
  } while (0)
void checked() {
  for (int i = 0; i < 4; ++i) {
    Job job;
    pthread_t thread;
    CHECK_ZERO(pthread_create(&thread, nullptr, run, &job));
    CHECK_ZERO(pthread_join(thread, nullptr));
    show(job.out);
  }
  Job jobs[2];
  pthread_t first, second;
  CHECK_ZERO(pthread_create(&first, nullptr, run, &jobs[0]));
  CHECK_ZERO(pthread_create(&second, nullptr, run, &jobs[1]));
  CHECK_ZERO(pthread_join(first, nullptr));
  CHECK_ZERO(pthread_join(second, nullptr));
  show(jobs[0].out + jobs[1].out);
}
void one_thread_for_the_loop() {
  asio::io_context loop;
  int done = 0;
  asio::post(loop, [&done] { ++done; });
  asio::post(loop, [&done] { --done; });
  pthread_t thread;
  CHECK_ZERO(pthread_create(
      &thread, nullptr,
      [](void *arg) -> void * {
        static_cast<asio::io_context *>(arg)->run();
        return nullptr;
      },
      &loop));
  CHECK_ZERO(pthread_join(thread, nullptr));
  show(done);
}
// Case: tested-again-with-the-lock
class Opened {
public:
  void open() {
    if (open_)
      return;
    std::lock_guard<std::mutex> lock(mutex_);
    if (!open_)
      open_ = true;
  }
  void close() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = false;
  }

private:
  std::mutex mutex_;
  bool open_ = false;
};
// Case: tested-without-the-lock-that-not-everybody-holds
class Paused {
public:
  void add() {
    if (paused_)
      return;
    std::lock_guard<std::mutex> lock(mutex_);
    ++count_;
  }
  void pause() { paused_ = true; }
  void go_on() {
    std::lock_guard<std::mutex> lock(mutex_);
    paused_ = false;
  }

private:
  std::mutex mutex_;
  bool paused_ = false;
  int count_ = 0;
};
