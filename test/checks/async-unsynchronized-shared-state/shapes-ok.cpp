// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: the same done right: queues, pools, hand-overs, phases, joins.
#include <array>
#include <atomic>
#include <barrier>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <queue>
#include <semaphore>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>
namespace asio = boost::asio;
using asio::awaitable;
using namespace asio::experimental::awaitable_operators;
int work(int);
void use(int);
void log(const std::string &);
// blocking queue
template <class T> class BlockingQueue {
public:
  void push(T v) {
    {
      std::lock_guard<std::mutex> l(m_);
      q_.push(std::move(v));
    }
    cv_.notify_one();
  }
  T pop() {
    std::unique_lock<std::mutex> l(m_);
    cv_.wait(l, [this] { return !q_.empty(); });
    T v = std::move(q_.front());
    q_.pop();
    return v;
  }
  bool empty() const {
    std::lock_guard<std::mutex> l(m_);
    return q_.empty();
  }

private:
  mutable std::mutex m_;
  std::condition_variable cv_;
  std::queue<T> q_;
};
void g1() {
  BlockingQueue<int> q;
  std::thread p([&] {
    for (int i = 0; i < 3; ++i)
      q.push(i);
  });
  std::jthread c([&] { use(q.pop()); });
  use(q.empty());
  p.join();
}
// thread pool class
class Pool {
public:
  explicit Pool(unsigned n) {
    for (unsigned i = 0; i < n; ++i)
      ws_.emplace_back([this] { run(); });
  }
  ~Pool() {
    {
      std::unique_lock l(m_);
      stop_ = true;
    }
    cv_.notify_all();
    for (auto &w : ws_)
      w.join();
  }
  void enqueue(std::function<void()> f) {
    {
      std::unique_lock l(m_);
      if (stop_)
        return;
      q_.emplace(std::move(f));
    }
    cv_.notify_one();
  }
  size_t size() const { return ws_.size(); }

private:
  void run() {
    for (;;) {
      std::function<void()> f;
      {
        std::unique_lock l(m_);
        cv_.wait(l, [this] { return stop_ || !q_.empty(); });
        if (stop_ && q_.empty())
          return;
        f = std::move(q_.front());
        q_.pop();
      }
      f();
    }
  }
  std::vector<std::thread> ws_;
  std::queue<std::function<void()>> q_;
  std::mutex m_;
  std::condition_variable cv_;
  bool stop_ = false;
};
// parallel sum with own slot
long g3(const std::vector<int> &in) {
  std::array<long, 4> part{};
  std::vector<std::thread> ts;
  for (size_t t = 0; t < 4; ++t)
    ts.emplace_back([&, t] {
      for (size_t i = t; i < in.size(); i += 4)
        part[t] += in[i];
    });
  for (auto &t : ts)
    t.join();
  return std::accumulate(part.begin(), part.end(), 0L);
}
// promise/future
int g4() {
  std::promise<int> p;
  auto f = p.get_future();
  int local = 0;
  std::thread t([&] {
    local = 2;
    p.set_value(work(1));
  });
  int r = f.get();
  r += local;
  t.join();
  return r;
}
// strand member class
class Sess : public std::enable_shared_from_this<Sess> {
public:
  explicit Sess(asio::thread_pool &p) : strand_(asio::make_strand(p)) {}
  void start() {
    asio::post(strand_, [self = shared_from_this()] { self->n_++; });
    asio::post(strand_, [this] { n_ = 0; });
  }

private:
  asio::strand<asio::thread_pool::executor_type> strand_;
  int n_ = 0;
};
// io_context single thread in a thread, joined before read
int g6() {
  asio::io_context io;
  int n = 0;
  asio::post(io, [&] { ++n; });
  asio::post(io, [&] { ++n; });
  std::thread t([&] { io.run(); });
  t.join();
  return n;
}
// latch phases
void g7() {
  int a = 0;
  std::latch done(2);
  std::thread x([&] {
    work(1);
    done.count_down();
  });
  std::thread y([&] {
    work(2);
    done.count_down();
  });
  done.wait();
  a = 3;
  use(a);
  x.join();
  y.join();
}
// config before start
struct Config {
  int port = 0;
  std::string host;
};
class Srv {
public:
  void configure(Config c) { cfg_ = std::move(c); }
  void start() {
    t_ = std::thread([this] { use(cfg_.port); });
  }
  void stop() {
    running_ = false;
    t_.join();
    port_ = 0;
  }

private:
  Config cfg_;
  std::atomic<bool> running_{true};
  int port_ = 0;
  std::thread t_;
};
void g8() {
  Srv s;
  s.configure({1, "x"});
  s.start();
  s.stop();
  s.configure({2, "y"});
  s.start();
  s.stop();
}
// local copies
void g9() {
  std::string cfg = "a";
  std::vector<std::jthread> ts;
  for (int i = 0; i < 3; ++i)
    ts.emplace_back([cfg]() mutable { cfg += "b"; });
  cfg = "c";
}
// future vector
int g10() {
  std::vector<std::future<int>> fs;
  for (int i = 0; i < 3; ++i)
    fs.push_back(std::async(std::launch::async, work, i));
  int s = 0;
  for (auto &f : fs)
    s += f.get();
  return s;
}
// call after pool join
void g11() {
  int n = 0;
  asio::thread_pool p(4);
  std::mutex m;
  for (int i = 0; i < 3; ++i)
    asio::post(p, [&] {
      std::scoped_lock l(m);
      ++n;
    });
  p.wait();
  use(n);
  n = 0;
}
// semaphore ping-pong
void g12() {
  int v = 0;
  std::binary_semaphore a(0), b(0);
  std::thread t([&] {
    a.acquire();
    v *= 2;
    b.release();
  });
  v = 4;
  a.release();
  b.acquire();
  use(v);
  t.join();
}
// member threads in start & stop vector
class Multi {
public:
  void start() {
    for (int i = 0; i < 4; ++i)
      ts_.emplace_back(&Multi::loop, this, i);
  }
  void stop() {
    stop_ = true;
    for (auto &t : ts_)
      t.join();
    ts_.clear();
    total_ = 0;
    for (int x : counts_)
      total_ += x;
  }

private:
  void loop(int i) {
    while (!stop_)
      counts_[i]++;
  }
  std::atomic<bool> stop_{false};
  int counts_[4] = {};
  int total_ = 0;
  std::vector<std::thread> ts_;
};
// shared_ptr to const
void g14() {
  auto c = std::make_shared<const Config>(Config{1, "h"});
  std::thread a([c] { use(c->port); });
  std::thread b([c] { use(c->port); });
  c.reset();
  a.join();
  b.join();
}
// rw lock wrapper
class Map {
public:
  std::optional<int> get(int k) const {
    std::shared_lock l(m_);
    auto it = d_.find(k);
    if (it == d_.end())
      return std::nullopt;
    return it->second;
  }
  void put(int k, int v) {
    std::unique_lock l(m_);
    d_.insert_or_assign(k, v);
  }

private:
  mutable std::shared_mutex m_;
  std::map<int, int> d_;
};
void g15() {
  Map m;
  std::vector<std::thread> ts;
  for (int i = 0; i < 4; ++i)
    ts.emplace_back([&m, i] {
      m.put(i, i);
      use(m.get(i).value_or(0));
    });
  for (auto &t : ts)
    t.join();
}
// sequential co_awaits in pool coroutine
awaitable<int> part(std::map<int, int> &c, int k) {
  c[k] = 1;
  co_return c.size();
}
awaitable<void> g16() {
  std::map<int, int> c;
  co_await part(c, 1);
  co_await part(c, 2);
  use(c.size());
}
void g16m() {
  asio::thread_pool p;
  co_spawn(p, g16(), asio::detached);
  co_spawn(p, g16(), asio::detached);
  p.join();
}
// siblings write different objects
awaitable<void> fill(int &r, int n) {
  r = n;
  co_return;
}
awaitable<void> g17() {
  int a = 0, b = 0;
  co_await (fill(a, 1) && fill(b, 2));
  use(a + b);
}
void g17m() {
  asio::thread_pool p;
  co_spawn(p, g17(), asio::detached);
  p.join();
}
// own struct per thread
struct Task {
  int in, out = 0;
  void run() { out = work(in); }
};
void g18() {
  std::vector<Task> ts(4);
  std::vector<std::thread> th;
  for (auto &t : ts)
    th.emplace_back([&t] { t.run(); });
  for (auto &t : th)
    t.join();
  for (auto &t : ts)
    use(t.out);
}
void g18b() {
  Task a{1}, b{2};
  std::thread x(&Task::run, &a), y(&Task::run, &b);
  x.join();
  y.join();
  use(a.out + b.out);
}
// scoped threads then use
void g19() {
  int n = 0;
  {
    std::vector<std::jthread> ts;
    std::mutex m;
    for (int i = 0; i < 4; ++i)
      ts.emplace_back([&] {
        std::lock_guard g(m);
        n += 2;
      });
  }
  use(n);
}
// cond var handover outside lock
class Handoff {
public:
  void give(std::string s) {
    {
      std::lock_guard l(m_);
      box_ = std::move(s);
      full_ = true;
    }
    cv_.notify_one();
  }
  std::string take() {
    std::unique_lock l(m_);
    cv_.wait(l, [&] { return full_; });
    full_ = false;
    return std::move(box_);
  }

private:
  std::mutex m_;
  std::condition_variable cv_;
  std::string box_;
  bool full_ = false;
};
void g20() {
  Handoff h;
  std::thread t([&] { log(h.take()); });
  h.give("x");
  t.join();
}
// magic static
Config &config() {
  static Config c{1, "x"};
  return c;
}
void g21() {
  std::thread a([] { use(config().port); });
  std::thread b([] { use(config().port); });
  a.join();
  b.join();
}
// two threads different members
struct Pair {
  int x = 0, y = 0;
};
void g22() {
  Pair p;
  std::thread a([&] { p.x = 1; });
  std::thread b([&] { p.y = 2; });
  a.join();
  b.join();
  use(p.x + p.y);
}
// timer handlers on single loop with another thread only posting
class Loop {
public:
  void start() {
    t_ = std::thread([this] { io_.run(); });
  }
  void add(int n) {
    asio::post(io_, [this, n] { sum_ += n; });
  }
  void stop() {
    asio::post(io_, [this] { use(sum_); });
    t_.join();
  }

private:
  asio::io_context io_;
  int sum_ = 0;
  std::thread t_;
};
void g23() {
  Loop l;
  l.start();
  l.add(1);
  l.add(2);
  l.stop();
}
// exception ptr
void g24() {
  std::exception_ptr e;
  std::thread t([&] {
    try {
      work(1);
    } catch (...) {
      e = std::current_exception();
    }
  });
  t.join();
  if (e)
    std::rethrow_exception(e);
}
// swap thread then join
void g25() {
  int n = 0;
  std::thread t([&] { n = 1; });
  std::thread u = std::move(t);
  u.join();
  use(n);
}
// barrier phases
void g26() {
  int a = 0;
  std::barrier b(2);
  std::thread t([&] {
    a = 1;
    b.arrive_and_wait();
  });
  b.arrive_and_wait();
  use(a);
  t.join();
}
// vector of unique_ptr thread
void g27() {
  auto n = std::make_unique<int>(1);
  std::thread t([n = std::move(n)] { *n = 2; });
  t.join();
}
// RAII joiner
struct Joiner {
  std::thread t;
  ~Joiner() {
    if (t.joinable())
      t.join();
  }
};
void g28() {
  int n = 0;
  {
    Joiner j{std::thread([&] { n = 1; })};
  }
  use(n);
}
// std::for_each on threads with mem_fn
void g29() {
  int n = 0;
  std::vector<std::thread> ts;
  std::mutex m;
  for (int i = 0; i < 3; ++i)
    ts.emplace_back([&] {
      std::lock_guard g(m);
      ++n;
    });
  std::for_each(ts.begin(), ts.end(), std::mem_fn(&std::thread::join));
  use(n);
}
void join_all(std::vector<std::thread> &ts) {
  for (auto &t : ts)
    t.join();
}
void g30() {
  int n = 0;
  std::vector<std::thread> ts;
  std::mutex m;
  for (int i = 0; i < 3; ++i)
    ts.emplace_back([&] {
      std::lock_guard g(m);
      ++n;
    });
  join_all(ts);
  use(n);
}
int main() {}
