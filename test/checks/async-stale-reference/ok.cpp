// RUN: %check_cotidy %s async-stale-reference %t
// Intent: every deliberate silence, by name.
#include "Inputs/task.h"

#include <algorithm>
#include <deque>
#include <list>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>

struct Session {
  task<> send() { co_await tick(); ++sent; }
  int sent = 0;
  std::string name;
};

// Others add, erase and reset meanwhile, unless the case says otherwise.
class Ok {
public:
  void accept() { sessions_.push_back({}); }
  void drop(int id) {
    by_id_.erase(id);
    shared_.erase(id);
  }
  void close() {
    current_.reset();
    connection_ = nullptr;
  }
  void rename() { name_ = "x"; }

  // Case: copied-first
  task<> copied() {
    std::vector<Session> all = sessions_;
    for (Session &each : all)
      co_await fetch(each.sent);
    std::string name = name_;
    co_await tick();
    use(name);
  }
  // Case: copied-in-the-loop
  task<> copied_in_loop() {
    for (auto all = sessions_; Session &each : all)
      co_await fetch(each.sent);
  }
  // Case: swapped-into-a-local
  task<> swapped() {
    std::vector<Session> mine;
    mine.swap(sessions_);
    for (Session &each : mine)
      co_await fetch(each.sent);
    std::vector<Session> more;
    std::swap(more, sessions_);
    for (Session &each : more)
      co_await fetch(each.sent);
    for (Session &each : std::exchange(sessions_, {}))
      co_await fetch(each.sent);
    std::vector<Session> last = std::move(sessions_);
    for (Session &each : last)
      co_await fetch(each.sent);
  }
  // Case: looked-up-again
  task<> again() {
    auto it = by_id_.find(1);
    if (it == by_id_.end())
      co_return;
    it->second.sent = 1;
    co_await tick();
    it = by_id_.find(1);
    if (it != by_id_.end())
      it->second.sent = 2;
  }
  task<> index() {
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
      int sent = co_await fetch(sessions_[i].sent);
      if (i < sessions_.size())
        sessions_[i].sent = sent;
    }
  }
  // Case: pinned-by-a-shared-pointer
  task<> pinned() {
    auto it = shared_.find(1);
    if (it == shared_.end())
      co_return;
    std::shared_ptr<Session> mine = it->second;
    co_await mine->send();
    mine->sent = 1;
    if (auto current = current_) {
      co_await current->send();
      current->sent = 1;
    }
    Session *raw = current_.get();
    auto hold = current_;
    co_await fetch(hold->sent);
  }
  // Case: checked-again
  task<> checked() {
    Session *mine = &sessions_.front();
    co_await tick();
    if (sessions_.empty())
      co_return;
    mine->sent = 1;
  }
  task<> checked_in_function() {
    Session *mine = find(1);
    co_await tick();
    if (!has(1))
      co_return;
    mine->sent = 1;
  }
  task<> compared() {
    Session *mine = find(1);
    co_await tick();
    if (mine != find(1))
      co_return;
    mine->sent = 1;
  }
  // Case: version-compared
  task<> version() {
    auto it = sessions_.begin();
    int seen = version_;
    co_await tick();
    if (seen != version_)
      co_return;
    it->sent = 1;
  }
  // Case: await-that-never-suspends
  task<> ready() {
    for (Session &each : sessions_)
      co_await std::suspend_never{};
  }
  // Case: hidden-await-ready
  task<> hidden() {
    for (Session &each : sessions_)
      each.sent = co_await hidden_awaiter{};
  }
  // Case: generator
  generator<int> names() {
    for (Session &each : sessions_)
      co_yield each.sent;
  }
  // Case: used-before-the-suspension-only
  task<> before() {
    auto it = by_id_.find(1);
    it->second.sent = 1;
    Session &first = sessions_.front();
    co_await fetch(first.sent);
  }
  // Case: loop-left-after-the-suspension
  task<> leaves() {
    for (Session &each : sessions_) {
      if (each.sent)
        continue;
      co_await tick();
      break;
    }
  }
  task<> returns() {
    for (Session &each : sessions_)
      if (each.sent) {
        co_await fetch(each.sent);
        co_return;
      }
  }
  // Case: pointer-only-compared
  task<> identity() {
    const Session *mine = &sessions_.front();
    co_await tick();
    if (mine == last_)
      last_ = nullptr;
  }
  // Case: element-assigned-after-the-await
  task<> assigned() {
    by_id_[1].sent = co_await fetch();
    sessions_.at(0).sent = co_await fetch();
  }
  // Case: reference-to-the-member-itself
  task<> member() {
    std::vector<Session> &all = sessions_;
    std::string &name = name_;
    co_await tick();
    all.clear();
    name += "x";
  }
  // Case: object-evaluated-before-an-await-is-no-element
  task<> pushed() {
    numbers_.push_back(co_await fetch());
  }
  // Case: elements-are-pointers-that-others-own
  task<> borrowed() {
    Session *first = borrowed_.front();
    co_await tick();
    first->sent = 1;
  }
  void borrow(Session *s) { borrowed_.push_back(s); }

  Session *find(int id) {
    auto it = by_id_.find(id);
    return it == by_id_.end() ? nullptr : &it->second;
  }
  bool has(int id) const { return by_id_.contains(id); }
  void use(std::string_view);

private:
  std::vector<Session> sessions_;
  std::vector<Session *> borrowed_;
  std::vector<int> numbers_;
  std::map<int, Session> by_id_;
  std::map<int, std::shared_ptr<Session>> shared_;
  std::shared_ptr<Session> current_;
  std::shared_ptr<Session> connection_;
  std::string name_;
  Session *last_ = nullptr;
  int version_ = 0;
};

// Case: nobody-else-changes-it
class Constant {
public:
  explicit Constant(std::vector<int> items) : items_(std::move(items)) {
    items_.push_back(0);
  }
  task<> all() {
    for (int each : items_)
      co_await fetch(each);
    for (int each : fixed_)
      co_await fetch(each);
  }

private:
  std::vector<int> items_;
  const std::vector<int> fixed_{1, 2};
};

// Case: const-member
class Fixed {
public:
  void change();
  task<> all() {
    for (int each : fixed_)
      co_await fetch(each);
  }

private:
  const std::vector<int> fixed_{1, 2};
};

// Case: container-of-the-frame
task<> local() {
  std::vector<int> items{1, 2, 3};
  for (int &each : items)
    each = co_await fetch();
  auto it = items.begin();
  co_await tick();
  *it = 1;
}

// Case: parameter-by-value
task<> by_value(std::vector<int> items, std::string name) {
  for (int each : items)
    co_await fetch(each);
  std::string_view seen = name;
  co_await tick();
  (void)seen.size();
}

// Case: callers-container-is-its-own
task<> by_reference(std::vector<int> &items) {
  for (int &each : items)
    each = co_await fetch();
}
task<> caller() {
  std::vector<int> mine{1, 2};
  co_await by_reference(mine);
  mine.clear();
}

// Case: stable-elements-that-nobody-erases
class Stable {
public:
  void add(int id) {
    map_[id].sent = 0;
    list_.push_back({});
    set_.insert(id);
    hashed_.emplace(id, 1);
    deque_.push_back(1);
  }
  void hidden();
  task<> all() {
    for (auto &[id, each] : map_)
      co_await fetch(each.sent);
    for (Session &each : list_)
      co_await fetch(each.sent);
    Session &mine = map_[1];
    int &number = hashed_.at(1);
    int &first = deque_.front();
    co_await tick();
    mine.sent = number + first;
  }

private:
  std::map<int, Session> map_;
  std::list<Session> list_;
  std::set<int> set_;
  std::unordered_map<int, int> hashed_;
  std::deque<int> deque_;
};

// Case: everybody-takes-the-same-lock
class Locked {
public:
  task<> all() {
    auto guard = co_await mutex_.scoped_lock();
    for (int each : items_)
      co_await fetch(each);
  }
  task<> add() {
    auto guard = co_await mutex_.scoped_lock();
    items_.push_back(1);
  }
  task<> remove() {
    co_await mutex_.lock();
    remove_locked();
    mutex_.unlock();
  }
  task<> alone() {
    return with_lock(mutex_, [this]() -> task<> {
      for (int each : items_)
        co_await fetch(each);
    });
  }

private:
  void remove_locked() { items_.pop_back(); }
  async_mutex mutex_;
  std::vector<int> items_;
};

// Case: whoever-changes-it-waits-for-this-coroutine
class Waiting {
public:
  task<> run() {
    items_.push_back(1);
    co_await walk();
    items_.clear();
  }

private:
  task<> walk() {
    for (int each : items_)
      co_await fetch(each);
  }
  std::vector<int> items_;
};

// Case: one-instance-changes-it-itself
class Alone {
public:
  void start() { spawn(run()); }

private:
  task<> run() {
    for (;;) {
      auto it = items_.begin();
      co_await tick();
      items_.erase(it);
    }
  }
  std::vector<int> items_;
};

// Case: what-is-awaited-keeps-itself-alive
struct Kept : std::enable_shared_from_this<Kept> {
  task<> write() {
    auto self = shared_from_this();
    co_await tick();
    ++written_;
  }
  // Case: what-is-awaited-is-done-with-its-object-before-it-suspends
  task<> peek() {
    int written = written_;
    co_await fetch(written);
  }
  int written_ = 0;
};
class Client {
public:
  void stop() { kept_.reset(); }
  task<> write() { co_await kept_->write(); }
  task<> peek() { co_await kept_->peek(); }

private:
  std::shared_ptr<Kept> kept_;
};

// Case: owner-that-nobody-resets
class Owner {
public:
  Owner() : kept_(std::make_unique<Session>()) {}
  void hidden();
  task<> send() {
    Session &mine = *kept_;
    co_await kept_->send();
    mine.sent = 1;
  }

private:
  std::unique_ptr<Session> kept_;
};

// Case: signals-have-their-bodies-elsewhere
#define signals public
class Emitter {
signals:
  void changed();

public:
  task<> all() {
    for (int each : items_)
      co_await fetch(each);
  }

private:
  std::vector<int> items_;
};

// Case: what-a-smart-pointer-of-the-frame-owns
task<> owned(std::unique_ptr<std::vector<int>> items) {
  for (int each : *items)
    co_await fetch(each);
}

// Case: each-instance-erases-what-it-inserted
class Registry {
public:
  task<> run() {
    auto it = sessions_.insert(sessions_.end(), Session());
    co_await it->send();
    sessions_.erase(it);
  }
  task<> keyed(int id) {
    auto [it, fresh] = by_id_.try_emplace(id);
    co_await tick();
    if (fresh)
      by_id_.erase(it);
  }

private:
  std::list<Session> sessions_;
  std::map<int, Session> by_id_;
};

// Case: replaced-as-a-whole
struct Whole {
  Whole &operator=(Whole &&other) {
    items_ = std::move(other.items_);
    return *this;
  }
  task<> all() {
    for (int each : items_)
      co_await fetch(each);
  }
  std::vector<int> items_;
};

// Case: asked-in-one-of-several-conditions
class Leases {
public:
  void release(int id) { leases_.erase(id); }
  task<> renew(int id) {
    auto it = leases_.find(id);
    if (it == leases_.end())
      co_return;
    bool renewed = co_await fetch(id) > 0;
    if (!renewed || !leases_.contains(id))
      co_return;
    ++it->second.sent;
  }

private:
  std::map<int, Session> leases_;
};

// Case: the-writer-was-given-the-guard
class Handed {
public:
  task<> all() {
    auto guard = co_await mutex_.scoped_lock();
    for (int each : items_)
      co_await fetch(each);
  }
  task<> add() { co_await put(co_await mutex_.scoped_lock()); }
  task<> put(async_guard) {
    items_.push_back(1);
    co_await tick();
  }

private:
  async_mutex mutex_;
  std::vector<int> items_;
};

// Case: object-that-only-this-frame-knows
struct Topic {
  std::set<int> listeners;
};
class Relay {
public:
  void leave(int who) {
    for (auto &[name, topic] : topics_)
      topic->listeners.erase(who);
  }
  task<> announce() {
    auto topic = std::make_shared<Topic>();
    topic->listeners.insert(1);
    for (int each : topic->listeners)
      co_await fetch(each);
  }

private:
  std::map<int, std::shared_ptr<Topic>> topics_;
};

// Case: each-caller-has-an-element-of-its-own
class Lobby {
public:
  task<> serve(int guest) {
    guests_.emplace(guest, Session());
    co_await greet(guest);
    guests_.erase(guest);
  }

private:
  task<> greet(int guest) {
    Session &mine = guests_.at(guest);
    co_await tick();
    ++mine.sent;
  }
  std::map<int, Session> guests_;
};

// Case: the-one-caller-sets-up-and-clears
class Runner {
public:
  task<> run(std::vector<int> jobs) {
    jobs_ = std::move(jobs);
    co_await all();
    jobs_.clear();
  }

private:
  task<> all() {
    for (int each : jobs_)
      co_await fetch(each);
  }
  std::vector<int> jobs_;
};

// Case: run-under-the-same-lock
class Log {
public:
  task<> roll() {
    co_await with_lock(mutex_, [this]() -> task<> {
      Session &last = segments_.back();
      co_await tick();
      last.sent = 1;
    });
  }
  task<> roll_all() {
    co_await with_lock(mutex_, [this]() -> task<> {
      co_await alone([this]() -> task<> {
        for (Session &each : segments_)
          co_await fetch(each.sent);
      });
    });
  }
  task<> truncate() {
    co_await with_lock(mutex_, [this]() -> task<> {
      segments_.erase(segments_.begin());
      co_await tick();
    });
  }

private:
  async_mutex mutex_;
  std::vector<Session> segments_;
};

// Case: another-part-of-the-whole-is-assigned
void read(std::string_view);
struct Settings {
  std::string name;
  std::vector<int> ports;
};
class Configured {
public:
  void rename(std::string to) { settings_.name = std::move(to); }
  void replace(Settings to) { other_ = std::move(to); }
  task<> open() {
    for (int port : settings_.ports)
      co_await fetch(port);
    std::string name = other_.name;
    co_await tick();
    read(name);
  }

private:
  Settings settings_;
  Settings other_;
};
