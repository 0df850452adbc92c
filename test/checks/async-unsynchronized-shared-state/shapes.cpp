// RUN: %check_cotidy %s async-unsynchronized-shared-state %t -- -isystem %mock
// Intent: what people write: caches, counters, flags, queues, sessions.
#include <algorithm>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>
namespace asio = boost::asio;
using asio::awaitable;
using namespace asio::experimental::awaitable_operators;
int work(int);
void use(int);
void log(const std::string &);
// cache map filled by thread pool
struct Cache {
  int get(int k) {
    auto it = m.find(k);
    if (it != m.end())
      return it->second;
    return m[k] = work(k);
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'c.m' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  }
  std::unordered_map<int, int> m;
};
void b1() {
  Cache c;
  asio::thread_pool pool(8);
  for (int i = 0; i < 9; ++i)
    asio::post(pool, [&c, i] { use(c.get(i)); });
  pool.join();
}
// stats struct with shared_ptr captured by value
struct Stats {
  long n = 0;
};
void b2() {
  auto s = std::make_shared<Stats>();
  std::vector<std::thread> ts;
  for (int i = 0; i < 3; ++i)
    ts.emplace_back([s] { s->n += work(1); });
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 's->n' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  for (auto &t : ts)
    t.join();
  use(s->n);
}
// static local
int next_id() {
  static int id = 0;
  return ++id;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'id' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
}
void b3() {
  std::thread a([] { use(next_id()); });
  std::thread b([] { use(next_id()); });
  a.join();
  b.join();
}
// vector push in std::async in a loop
void b4() {
  std::vector<int> out;
  std::vector<std::future<void>> fs;
  for (int i = 0; i < 4; ++i)
    fs.push_back(
        std::async(std::launch::async, [&out, i] { out.push_back(work(i)); }));
        // CHECK-MESSAGES: :[[@LINE-1]]:52: warning: 'out' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  for (auto &f : fs)
    f.get();
}
// io_context many threads server with session list
class Chat {
public:
  explicit Chat(asio::io_context &io) : acceptor_(io) {}
  awaitable<void> run() {
    for (;;) {
      auto s = co_await acceptor_.async_accept(asio::use_awaitable);
      co_spawn(co_await asio::this_coro::executor, session(std::move(s)),
               asio::detached);
    }
  }

private:
  awaitable<void> session(asio::ip::tcp::socket s) {
    sessions_.insert(next_++);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'sessions_' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
    // CHECK-MESSAGES: :[[@LINE-2]]:22: warning: 'next_' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
    co_await asio::post(asio::use_awaitable);
  }
  asio::ip::tcp::acceptor acceptor_;
  std::set<int> sessions_;
  int next_ = 0;
};
void b5() {
  asio::io_context io;
  Chat chat(io);
  co_spawn(io, chat.run(), asio::detached);
  std::vector<std::thread> ts;
  for (int i = 0; i < 4; ++i)
    ts.emplace_back([&] { io.run(); });
  io.run();
  for (auto &t : ts)
    t.join();
}
// double checked flag non atomic
class Lazy {
public:
  std::string *get() {
    if (!p_) {
      std::lock_guard l(m_);
      if (!p_)
        p_ = new std::string;
        // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'l.p_' is written here under 'm_', while another thread may read it without a lock [async-unsynchronized-shared-state]
    }
    return p_;
  }

private:
  std::mutex m_;
  std::string *p_ = nullptr;
};
void b6() {
  Lazy l;
  std::thread a([&] { l.get(); });
  std::thread b([&] { l.get(); });
  a.join();
  b.join();
}
// stop flag bool captured
void b7() {
  bool stop = false;
  std::thread t([&] {
    while (!stop)
      work(1);
  });
  work(2);
  stop = true;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'stop' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  t.join();
}
// member worker with queue unlocked
class Queue {
public:
  void start() { t_ = std::thread(&Queue::loop, this); }
  void push(int x) { q_.push(x); }
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'q.q_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  void stop() {
    done_ = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'done_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    t_.join();
  }

private:
  void loop() {
    while (!done_)
      if (!q_.empty()) {
        use(q_.front());
        q_.pop();
      }
  }
  std::queue<int> q_;
  bool done_ = false;
  std::thread t_;
};
void b8() {
  Queue q;
  q.start();
  q.push(1);
  q.stop();
}
// result via pointer read before join
void b9() {
  int r = 0;
  std::thread t([p = &r] { *p = work(1); });
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'r' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  use(r);
  t.join();
}
// co_spawn on pool twice with member
class Job {
public:
  awaitable<void> step() {
    total_ += work(1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'total_' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
    co_return;
  }
  void go() {
    co_spawn(pool_, step(), asio::detached);
    co_spawn(pool_, step(), asio::detached);
    pool_.join();
  }

private:
  asio::thread_pool pool_{4};
  int total_ = 0;
};
// when run on thread pool executor and main reads
void b11() {
  std::string s;
  asio::thread_pool p;
  asio::post(p, [&] { s = "x"; });
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 's' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  log(s);
  p.join();
}
// locked in one method of same class used by threads; other thread unlocked
class Reg {
public:
  void add(int x) {
    std::lock_guard g(m_);
    v_.push_back(x);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'r.v_' is written here under 'm_', while another thread may read it without a lock [async-unsynchronized-shared-state]
  }
  size_t size() const { return v_.size(); }

private:
  mutable std::mutex m_;
  std::vector<int> v_;
};
void b12() {
  Reg r;
  std::thread w([&] {
    for (int i = 0; i < 9; ++i)
      r.add(i);
  });
  while (r.size() < 9) {
  }
  w.join();
}
// jthread with stop token
void b13() {
  int ticks = 0;
  std::jthread t([&](std::stop_token st) {
    while (!st.stop_requested())
      ++ticks;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'ticks' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  work(1);
  use(ticks);
}
// global vector, thread detached
std::vector<std::string> lines;
void writer() { lines.push_back("x"); }
void b14() {
  std::thread(writer).detach();
  lines.clear();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'lines' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
}
// post to io_context multi threads
void b15() {
  asio::io_context io;
  int hits = 0;
  for (int i = 0; i < 9; ++i)
    asio::post(io, [&hits] { ++hits; });
    // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: 'hits' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  std::thread a([&] { io.run(); });
  std::thread b([&] { io.run(); });
  a.join();
  b.join();
}
// parallel siblings
awaitable<int> load(std::map<int, int> &c, int k) {
  c[k] = work(k);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'c[...]' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
  co_return c[k];
}
awaitable<void> b16(std::map<int, int> &c) {
  auto [a, b] = co_await (load(c, 1) && load(c, 2));
  use(a + b);
}
int b16m() {
  asio::thread_pool p(2);
  std::map<int, int> c;
  co_spawn(p, b16(c), asio::detached);
  p.join();
  return 0;
}
// two different mutexes
class Two {
public:
  void a() {
    std::lock_guard g(m1_);
    ++n_;
  }
  void b() {
    std::lock_guard g(m2_);
    --n_;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 't.n_' is written here under 'm2_', while another thread may write it under 'm1_' [async-unsynchronized-shared-state]
  }

private:
  std::mutex m1_, m2_;
  int n_ = 0;
};
void b17() {
  Two t;
  std::thread x([&] { t.a(); });
  t.b();
  x.join();
}
// for_each with lambda in thread
void b18(const std::vector<int> &in) {
  long sum = 0;
  auto half = [&](size_t b, size_t e) {
    for (size_t i = b; i < e; ++i)
      sum += in[i];
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'sum' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  };
  std::thread a(half, 0, 5);
  half(5, 9);
  a.join();
  use(sum);
}
// unlock before use
class Acc {
public:
  void put(int n) {
    std::unique_lock l(m_);
    sum_ += n;
    l.unlock();
    last_ = n;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'a.last_' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  }

private:
  std::mutex m_;
  int sum_ = 0, last_ = 0;
};
void b19() {
  Acc a;
  std::vector<std::jthread> ts;
  for (int i = 0; i < 4; ++i)
    ts.emplace_back([&a, i] { a.put(i); });
}
// optional/pointer reset while thread uses
struct Conn {
  void send();
  int n;
};
void b20() {
  std::unique_ptr<Conn> c = std::make_unique<Conn>();
  std::thread t([&] {
    if (c)
      c->n = 1;
  });
  c.reset();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: '*c' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  t.join();
}
// boost-like bind
struct Printer {
  void p1() { ++count; }
  void p2() { ++count; }
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'p.count' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
  int count = 0;
};
void b21() {
  Printer p;
  std::thread a(std::bind(&Printer::p1, &p));
  std::thread b(std::bind(&Printer::p2, &p));
  a.join();
  b.join();
}
// strand for one, plain for other
void b22() {
  asio::thread_pool p;
  auto s = asio::make_strand(p);
  int n = 0;
  asio::post(s, [&] { ++n; });
  asio::post(p, [&] { ++n; });
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: 'n' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
  p.join();
}
// ctor started thread field, method write
class Sensor {
public:
  Sensor() {
    t_ = std::thread([this] {
      while (on_)
        value_ = work(1);
        // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'value_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    });
  }
  ~Sensor() {
    on_ = false;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'on_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    t_.join();
  }
  double value() const { return value_; }

private:
  double value_ = 0;
  bool on_ = true;
  std::thread t_;
};
// what a function hands out and another one changes, the same for all threads
struct Near {
  int size = 0;
};
Near &everybodys() {
  static Near instance;
  return instance;
}
void refill(Near &given) {
  given.size = work(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'instance.size' is written here by several threads at once, and no lock keeps them apart
}
void fill() { refill(everybodys()); }
void b_cached() {
  std::thread one(fill);
  std::thread two(fill);
  one.join();
  two.join();
}
// a container that two threads are given by its address
void append_to(std::vector<int> *all) {
  all->push_back(work(1));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'items' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
}
void append_twice() {
  std::vector<int> items;
  std::thread one(append_to, &items), two(append_to, &items);
  one.join();
  two.join();
}
