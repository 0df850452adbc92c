// RUN: %check_cotidy %s async-unsynchronized-shared-state %t
// Intent: what runs at the same time, which objects are the same, and what
// counts as a common lock.
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

int compute();
void show(int);

void in_a_loop() {
  int sum = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([&sum] {
      sum += compute();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'sum' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
    });
  for (std::thread &worker : workers)
    worker.join();
}

void side_by_side() {
  int sum = 0;
  std::thread one([&sum] {
    ++sum;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'sum' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  std::thread two([&] {
    show(sum);
  });
  one.join();
  two.join();
}

void beside_its_starter() {
  std::vector<int> found;
  std::jthread worker([&found] {
    found.push_back(compute());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'found' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  show(found.size());
}

void joined_too_late() {
  std::string text;
  std::future<void> done = std::async(std::launch::async, [&] {
    text = "done";
  });
  text += "!";
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'text' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
  done.get();
}

void detached() {
  std::shared_ptr<int> sum = std::make_shared<int>(0);
  std::thread([sum] {
    ++*sum;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: '*sum' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  }).detach();
  show(*sum);
}

struct State {
  int count = 0;
  std::map<int, int> rows;
};
void with_reference(State &state) {
  state.rows[1] = 2;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'state.rows' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
}
void with_pointer(State *state) {
  ++state->count;
}
void by_argument() {
  State state;
  std::thread one(with_reference, std::ref(state));
  std::thread two(with_pointer, &state);
  if (state.rows.empty())
    state.count = 3;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'state.count' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]
  one.join();
  two.join();
}

int global;
void count_up() {
  ++global;
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'global' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
}
void use_global() {
  std::jthread one(count_up);
  std::jthread two(std::bind(count_up));
}

class Partly {
public:
  void add(int n) {
    std::lock_guard guard(lock_);
    sum_ += n;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'all.sum_' is written here under 'lock_', while another thread may read it without a lock [async-unsynchronized-shared-state]
  }
  int sum() const {
    return sum_;
  }
  void reset() {
    std::lock_guard guard(other_);
    last_ = 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'all.last_' is written here under 'other_', while another thread may write it under 'lock_' [async-unsynchronized-shared-state]
  }
  void set(int n) {
    std::lock_guard guard(lock_);
    last_ = n;
  }

private:
  std::mutex lock_, other_;
  int sum_ = 0;
  int last_ = 0;
};
void partly() {
  Partly all;
  std::thread one([&all] { all.add(1); all.set(2); });
  show(all.sum());
  all.reset();
  one.join();
}

class Ticker {
public:
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void stop() {
    running_ = false;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'running_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    thread_.join();
  }

private:
  void run() {
    while (running_)
      show(1);
  }
  bool running_ = true;
  std::thread thread_;
};

class Poller {
public:
  Poller() : thread_(&Poller::poll, this) {}
  ~Poller() {
    stop_ = true;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'stop_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
    thread_.join();
  }
  int last() const {
    return last_;
  }

private:
  void poll() {
    while (!stop_)
      last_ = compute();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'last_' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  }
  bool stop_ = false;
  int last_ = 0;
  std::thread thread_;
};

class Service {
public:
  void start() {
    thread_ = std::jthread([this] { ++served_; });
  }
  void add() { ++served_; }
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'service.served_' is written here while another thread may write it, and no lock keeps them apart [async-unsynchronized-shared-state]

private:
  int served_ = 0;
  std::jthread thread_;
};
void through_a_call() {
  Service service;
  service.add();
  service.start();
  service.add();
}

struct Kitchen {
  void take() {
    --knives;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'kitchen.knives' is written here by several threads at once, and no lock keeps them apart [async-unsynchronized-shared-state]
  }
  int knives = 4;
};
class Cook {
public:
  explicit Cook(Kitchen &kitchen) : kitchen_(kitchen) {}
  void work() { kitchen_.take(); }

private:
  Kitchen &kitchen_;
};
void by_reference_member() {
  Kitchen kitchen;
  std::vector<Cook> cooks;
  for (int i = 0; i < 4; ++i)
    cooks.emplace_back(kitchen);
  std::vector<std::thread> threads;
  for (Cook &cook : cooks)
    threads.emplace_back(&Cook::work, &cook);
  for (std::thread &thread : threads)
    thread.join();
}

class Guarded {
public:
  void add() {
    std::lock_guard guard(lock_);
    ++n_;
  }
  int peek() const {
    return n_;
    // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'n_' is read here without the lock that guards it [async-unsynchronized-shared-state]
  }

private:
  std::mutex lock_;
  int n_ __attribute__((guarded_by(lock_))) = 0;
};

void log(const std::string &);
void given_to_somebody() {
  std::string text;
  std::jthread writer([&] {
    text = "new";
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'text' is written here while another thread may read it, and no lock keeps them apart [async-unsynchronized-shared-state]
  });
  log(text);
}
