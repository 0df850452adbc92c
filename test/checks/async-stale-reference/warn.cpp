// RUN: %check_cotidy %s async-stale-reference %t
// Intent: each way to keep a way into what others change over a suspension.
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

class Server {
public:
  void accept() { sessions_.push_back({}); }
  void drop() { by_id_.erase(1); }

  task<> all() {
    for (Session &each : sessions_)
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: this loop goes through 'sessions_', which may be changed while the coroutine is suspended in it
      co_await fetch(each.sent);
  }
  task<> iterators() {
    for (auto it = sessions_.begin(); it != sessions_.end(); ++it)
    // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: 'it' refers into 'sessions_', which may have been changed while the coroutine was suspended
      co_await fetch(it->sent);
  }
  task<> found() {
    auto it = by_id_.find(1);
    if (it == by_id_.end())
      co_return;
    co_await tick();
    it->second.sent = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'it' refers into 'by_id_', which may have been changed while the coroutine was suspended
  }
  task<> element() {
    Session &first = sessions_.front();
    co_await tick();
    first.sent = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'first' refers into 'sessions_', which may have been changed while the coroutine was suspended
  }
  task<> address() {
    Session *first = &sessions_[0];
    co_await tick();
    first->sent = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'first' refers into 'sessions_', which may have been changed while the coroutine was suspended
  }
  task<> searched() {
    auto it = std::find_if(sessions_.begin(), sessions_.end(),
                           [](const Session &s) { return s.sent == 0; });
    co_await tick();
    it->sent = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'it' refers into 'sessions_', which may have been changed while the coroutine was suspended
  }
  task<> derived() {
    auto it = by_id_.find(1);
    Session &mine = it->second;
    co_await tick();
    mine.sent = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'mine' refers into 'by_id_', which may have been changed while the coroutine was suspended
  }
  task<> bound() {
    auto &[id, mine] = *by_id_.find(1);
    co_await tick();
    mine.sent = id;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'mine' refers into 'by_id_', which may have been changed while the coroutine was suspended
  }
  task<> inserted() {
    auto [it, fresh] = hashed_.try_emplace(1);
    co_await tick();
    it->second = fresh;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'it' refers into 'hashed_', which may have been changed while the coroutine was suspended
  }
  void hash() { hashed_.clear(); }
  task<> argument() {
    by_id_.find(1)->second.name.append(std::to_string(co_await fetch()));
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the object of this call is found in 'by_id_' before its arguments suspend, and may be gone afterwards
  }
  task<> on_element() { co_await sessions_[0].send(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: what is awaited goes on with an element of 'sessions_', which may be gone by then
  Session *lookup(int id) {
    auto it = by_id_.find(id);
    return it == by_id_.end() ? nullptr : &it->second;
  }
  task<> through_function() {
    Session *mine = lookup(3);
    if (!mine)
      co_return;
    co_await tick();
    mine->sent = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'mine' refers into 'by_id_', which may have been changed while the coroutine was suspended
  }

private:
  std::vector<Session> sessions_;
  std::map<int, Session> by_id_;
  std::unordered_map<int, int> hashed_;
};

class Text {
public:
  void rename(std::string to) { name_ = std::move(to); }
  void grow() { data_.resize(10); }
  task<> view() {
    std::string_view seen = name_;
    co_await tick();
    use(seen);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'seen' refers into 'name_', which may have been changed while the coroutine was suspended
  }
  task<> characters() {
    const char *seen = name_.c_str();
    co_await tick();
    use(seen);
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'seen' refers into 'name_', which may have been changed while the coroutine was suspended
  }
  task<> span() {
    std::span<char> part(data_);
    co_await tick();
    part[0] = 'x';
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'part' refers into 'data_', which may have been changed while the coroutine was suspended
  }
  void use(std::string_view);

private:
  std::string name_;
  std::vector<char> data_;
};

struct Connection {
  task<> write() { co_await tick(); ++written_; }
  int written_ = 0;
};

class Client {
public:
  void stop() { connection_.reset(); }
  task<> send_one() { co_await connection_->write(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: what is awaited goes on with what 'connection_' holds, which may be reset meanwhile
  task<> raw() {
    Connection *mine = connection_.get();
    co_await tick();
    mine->written_ = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'mine' refers to what 'connection_' holds, which may have been reset while the coroutine was suspended
  }
  task<> dereferenced() {
    Connection &mine = *connection_;
    co_await tick();
    mine.written_ = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'mine' refers to what 'connection_' holds, which may have been reset while the coroutine was suspended
  }
  void forget() { last_ = std::nullopt; }
  task<> optional() {
    auto &mine = last_.value();
    co_await tick();
    mine.written_ = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'mine' refers to what 'last_' holds, which may have been reset while the coroutine was suspended
  }

private:
  std::unique_ptr<Connection> connection_;
  std::optional<Connection> last_;
};

// Several run at a time, and each erases its own.
class Pool {
public:
  task<> use() {
    auto it = free_.begin();
    co_await tick();
    free_.erase(it);
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'it' refers into 'free_', which may have been changed while the coroutine was suspended
  }

private:
  std::vector<int> free_;
};

// Whoever fills the class in from another file may do so meanwhile.
class Hidden {
public:
  void add(int);
  task<> all() {
    for (int each : items_)
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this loop goes through 'items_', which may be changed while the coroutine is suspended in it
      co_await fetch(each);
  }

private:
  std::vector<int> items_;
};

// A vector that a caller shares.
task<> each_of(std::vector<int> &items) {
  for (int &each : items)
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: this loop goes through 'items', which may be changed while the coroutine is suspended in it
    each = co_await fetch();
}
class Sharing {
public:
  task<> run() { co_await each_of(items_); }
  void add() { items_.push_back(1); }

private:
  std::vector<int> items_;
};

std::deque<int> jobs;
void submit(int job) { jobs.push_back(job); }
task<> drain() {
  for (int job : jobs)
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: this loop goes through 'jobs', which may be changed while the coroutine is suspended in it
    co_await fetch(job);
}

task<> captured() {
  std::vector<int> items{1, 2};
  auto walk = [&items]() -> task<> {
    for (int each : items)
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this loop goes through 'items', which may be changed while the coroutine is suspended in it
      co_await fetch(each);
  };
  spawn(walk());
  co_await tick();
  items.push_back(3);
}

// What is awaited erases it.
class Closing {
public:
  task<> close_all() {
    for (Session &each : sessions_)
    // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: this loop goes through 'sessions_', which may be changed while the coroutine is suspended in it
      co_await close(each.sent);
  }

private:
  task<> close(int) {
    co_await tick();
    sessions_.pop_back();
  }
  std::vector<Session> sessions_;
};

// The reader holds a lock that one writer does not take.
class HalfLocked {
public:
  task<> add() {
    auto guard = co_await mutex_.scoped_lock();
    items_.push_back(1);
  }
  void clear() { items_.clear(); }
  task<> all() {
    auto guard = co_await mutex_.scoped_lock();
    for (int each : items_)
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this loop goes through 'items_', which may be changed while the coroutine is suspended in it
      co_await fetch(each);
  }

private:
  async_mutex mutex_;
  std::vector<int> items_;
};

// No lock holds off what is awaited.
class Trimming {
public:
  task<> seal() {
    auto guard = co_await mutex_.scoped_lock();
    Session &oldest = sessions_.front();
    co_await trim();
    ++oldest.sent;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'oldest' refers into 'sessions_', which may have been changed while the coroutine was suspended
  }

private:
  task<> trim() {
    co_await tick();
    sessions_.pop_back();
  }
  async_mutex mutex_;
  std::vector<Session> sessions_;
};

// The same objects under another name.
struct Topic {
  std::set<int> listeners;
};
class Relay {
public:
  void leave(int who) {
    for (auto &[name, topic] : topics_)
      topic->listeners.erase(who);
  }
  task<> publish(int name) {
    auto topic = topics_.find(name)->second;
    for (int each : topic->listeners)
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this loop goes through 'topics_[...]->listeners', which may be changed while the coroutine is suspended in it
      co_await fetch(each);
  }

private:
  std::map<int, std::shared_ptr<Topic>> topics_;
};

// Whoever waits stands still, but there are others like it.
class Lobby {
public:
  task<> serve(int guest) {
    guests_.emplace(guest, Session());
    co_await greet();
    guests_.erase(guest);
  }
  task<> greet() {
    for (auto &[id, each] : guests_)
    // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: this loop goes through 'guests_', which may be changed while the coroutine is suspended in it
      co_await fetch(each.sent);
  }

private:
  std::map<int, Session> guests_;
};
class Queue {
public:
  task<> push(int guest) {
    auto id = guest + 1;
    waiting_.push_back(id);
    co_await first();
  }

private:
  task<> first() {
    int &next = waiting_.front();
    co_await tick();
    ++next;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'next' refers into 'waiting_', which may have been changed while the coroutine was suspended
  }
  std::vector<int> waiting_;
};

// The lock that one of them does not take.
class Log {
public:
  task<> roll() {
    co_await with_lock(mutex_, [this]() -> task<> {
      Session &last = segments_.back();
      co_await tick();
      last.sent = 1;
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'last' refers into 'segments_', which may have been changed while the coroutine was suspended
    });
  }
  task<> truncate() {
    co_await with_lock(other_, [this]() -> task<> {
      segments_.erase(segments_.begin());
      co_await tick();
    });
  }

private:
  async_mutex mutex_;
  async_mutex other_;
  std::vector<Session> segments_;
};

// Text of a whole that is replaced.
void read(std::string_view);
class Path {
public:
  explicit Path(std::string text);
  ~Path();
  operator std::string_view() const;

private:
  char *text_;
};
struct Settings {
  std::string name;
  Path path;
  std::vector<int> ports;
};
class Configured {
public:
  void update(Settings to) { settings_ = std::move(to); }
  Settings take() { return std::exchange(taken_, {"", Path(""), {}}); }
  task<> named() {
    std::string_view name = settings_.name;
    co_await tick();
    read(name);
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'name' refers into 'settings_.name', which may have been changed while the coroutine was suspended
  }
  task<> located() {
    std::string_view path = settings_.path;
    co_await tick();
    read(path);
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'path' refers into 'settings_.path', which may have been changed while the coroutine was suspended
  }
  task<> open() {
    for (int port : taken_.ports)
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this loop goes through 'taken_.ports', which may be changed while the coroutine is suspended in it
      co_await fetch(port);
  }

private:
  Settings settings_;
  Settings taken_;
};

// An optional reference leads into the container as well.
template <class T> class maybe;
template <class T> class maybe<T &> {
public:
  T &operator*() const;
  explicit operator bool() const;
};
class Table {
public:
  const Session *begin() const;
  const Session *end() const;
  maybe<Session &> find(int id);
  maybe<const Session &> find(int id) const;
  void erase(int id);
};
class Rows {
public:
  void drop(int id) { table_.erase(id); }
  task<> mark(int id) {
    maybe<Session &> mine = table_.find(id);
    if (!mine)
      co_return;
    co_await tick();
    (*mine).sent = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'mine' refers into 'table_', which may have been changed while the coroutine was suspended
  }
  task<> mark_again(int id) {
    co_await tick();
    if (maybe<Session &> mine = table_.find(id))
      (*mine).sent = 1;
  }

private:
  Table table_;
};
