// RUN: %check_cotidy %s async-lost-update %t
// Intent: how the old value travels from the read to the write.
#include "Inputs/task.h"

struct State {
  int n = 0;
  int m = 0;
};

struct Node {
  Node *next;
  int value;
};

class Values : public std::enable_shared_from_this<Values> {
public:
  task<> through_several() {
    auto a = n_;
    auto b = a * 2;
    co_await tick();
    int c = b - 1;
    n_ = c;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> changed_in_place() {
    int a = n_;
    co_await tick();
    a += 5;
    n_ = a;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> incremented_in_place() {
    auto a = n_;
    ++a;
    co_await tick();
    n_ = std::move(a);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> chosen() {
    int a = n_;
    int b = co_await fetch();
    n_ = b > 3 ? a + b : 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> through_a_call() {
    int a = n_;
    int b = co_await fetch();
    n_ = std::max(a, b);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> whole_struct() {
    State s = state_;
    s.n += co_await fetch();
    state_ = s;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'state_'
  }
  task<> part_of_a_copy() {
    auto s = state_;
    co_await tick();
    state_.n = s.n + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'state_.n'
  }
  task<> bindings() {
    auto [n, m] = state_;
    co_await tick();
    state_.m = m + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'state_.m'
  }
  task<> copied_container() {
    auto copy = items_;
    copy.push_back(co_await fetch());
    items_ = std::move(copy);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'items_'
  }
  task<> moved_out_and_back() {
    auto mine = std::move(items_);
    co_await tick();
    items_ = std::move(mine);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'items_'
  }
  task<> text() {
    std::string t = name_ + "!";
    co_await tick();
    name_ = t;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'name_'
  }
  task<> element() {
    int a = map_["x"];
    co_await tick();
    map_["x"] = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'map_[...]'
  }
  task<> found(std::string key) {
    auto it = map_.find(key);
    int a = it->second;
    co_await tick();
    it->second = a - 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'map_[...]'
  }
  task<> by_reference() {
    State &s = state_;
    int a = s.n;
    co_await tick();
    s.n = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'state_.n'
  }
  task<> by_pointer() {
    State *s = &state_;
    const int a = s->n;
    co_await tick();
    s->n = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'state_.n'
  }
  task<> owned_elsewhere() {
    auto a = shared_->n;
    co_await tick();
    shared_->n = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'shared_->n'
  }
  task<> kept_alive() {
    auto s = shared_;
    auto a = s->n;
    co_await tick();
    s->n = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'shared_->n'
  }
  task<> through_self() {
    auto self = shared_from_this();
    auto a = n_;
    co_await tick();
    self->n_ = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  // What the old pointer points to is as old as the pointer.
  task<int> popped() {
    Node *first = head_;
    co_await tick();
    head_ = first->next;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'head_'
    co_return first->value;
  }
  task<> swapped_back() {
    std::vector<int> all = items_;
    co_await tick();
    all.pop_back();
    items_.swap(all);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'items_'
  }
  // What an optional holds is a part of it.
  task<> held() {
    int a = limit_ ? *limit_ : 0;
    co_await tick();
    limit_ = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'limit_'
  }
  task<> in_handler() {
    int a = n_;
    try {
      co_await tick();
    } catch (...) {
      n_ = a + 1;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this write to 'n_'
    }
  }
  task<> atomic() {
    int a = hits_.load();
    co_await tick();
    hits_.store(a + 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'hits_'
  }
  task<> atomic_by_operator() {
    int a = hits_;
    co_await tick();
    hits_ = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'hits_'
  }
  task<> through_accessors() {
    int a = n();
    co_await tick();
    set_n(a + 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> in_a_loop() {
    for (int i = 0; i < 3; ++i) {
      int a = n_;
      co_await tick();
      n_ = a + 1;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this write to 'n_'
    }
  }
  task<> around_a_loop() {
    int a = n_;
    while (co_await fetch())
      ++a;
    n_ = a;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> on_one_path(bool flush) {
    int a = n_;
    if (flush)
      co_await tick();
    n_ = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> after_a_failure() {
    int a = n_;
    try {
      co_await tick();
    } catch (...) {
    }
    n_ = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> lock_given_back() {
    int a = 0;
    {
      auto guard = co_await mutex_.scoped_lock();
      a = n_;
    }
    co_await tick();
    auto guard = co_await mutex_.scoped_lock();
    n_ = a + 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> rolled_back(int amount) {
    int before = n_;
    n_ -= amount;
    if (co_await fetch() == 0)
      n_ = before;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this write to 'n_'
  }
  task<> toggled() {
    bool old = on_;
    co_await tick();
    on_ = !old;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'on_'
  }
  template <class T> task<> generic(T by) {
    auto a = n_;
    co_await tick();
    n_ = a + by;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> exchanged() {
    int a = n_;
    co_await tick();
    std::exchange(n_, a + 1);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'n_'
  }
  task<> in_a_lambda() {
    auto work = [this]() -> task<> {
      int a = n_;
      co_await tick();
      n_ = a + 1;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this write to 'n_'
    };
    co_await work();
  }

  void reset() {
    n_ = 0;
    state_ = {};
    items_.clear();
    name_.clear();
    map_.clear();
    shared_->n = 0;
    hits_ = 0;
    on_ = false;
    head_ = nullptr;
    limit_.reset();
  }
  int n() const { return n_; }
  void set_n(int n) { n_ = n; }

private:
  int n_ = 0;
  bool on_ = false;
  Node *head_ = nullptr;
  std::optional<int> limit_;
  State state_;
  std::vector<int> items_;
  std::string name_;
  std::map<std::string, int> map_;
  std::shared_ptr<State> shared_;
  std::atomic<int> hits_{0};
  async_mutex mutex_;
};
template task<> Values::generic(int);
