// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-stale-reference %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/async_scope.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/single_consumer_event.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using cppcoro::task;

// Buggy: open() inserts a shard after its own await, in the middle of the loop.
class ShardStore {
public:
  task<> open(std::string name) {
    std::string header = co_await readHeader(name);
    shards_.emplace(std::move(name), Shard{std::move(header)});
  }

  task<> flushAll() {
    for (auto &shard : shards_) // expect
      co_await write(shard.first, shard.second.header);
  }

private:
  struct Shard {
    std::string header;
  };
  static task<std::string> readHeader(std::string name);
  static task<> write(std::string name, std::string header);
  std::unordered_map<std::string, Shard> shards_;
};

// Buggy: the entry that was just inserted can be evicted during the fetch.
class PageCache {
public:
  void evict(int page) { pages_.erase(page); }

  task<> load(int page) {
    auto [entry, inserted] = pages_.try_emplace(page);
    if (!inserted)
      co_return;
    std::string bytes = co_await fetch(page);
    entry->second = std::move(bytes); // expect
  }

private:
  static task<std::string> fetch(int page);
  std::map<int, std::string> pages_;
};

// Buggy: the awaited coroutine goes on with the element it got by reference.
struct OutgoingFile {
  std::string name;
  bool sent = false;
};

class FileSender {
public:
  explicit FileSender(cppcoro::static_thread_pool &pool) : pool_(pool) {}
  void add(std::string name) { files_.push_back(OutgoingFile{name}); }
  void skip() { files_.pop_front(); }

  task<> sendNext() {
    if (!files_.empty())
      co_await upload(files_.front()); // expect
  }

private:
  task<> upload(OutgoingFile &file) {
    co_await pool_.schedule();
    file.sent = true;
  }
  cppcoro::static_thread_pool &pool_;
  std::deque<OutgoingFile> files_;
};

// Buggy: the account is found before the argument of the call is awaited.
class Account {
public:
  void deposit(double amount) { balance_ += amount; }

private:
  double balance_ = 0;
};

class Bank {
public:
  void open(int id) { accounts_.try_emplace(id); }
  void close(int id) { accounts_.erase(id); }

  task<> payIn(int id, std::string currency) {
    accounts_.find(id)->second.deposit(co_await convert(currency)); // expect
  }

private:
  static task<double> convert(std::string currency);
  std::map<int, Account> accounts_;
};

// Buggy: a method whose body is elsewhere may rebuild the play-list.
class Playlist {
public:
  void rebuild();

  task<> play(std::size_t index) {
    Track &track = tracks_[index];
    co_await decode(track.file);
    ++track.plays; // expect
  }

private:
  struct Track {
    std::string file;
    int plays;
  };
  static task<> decode(std::string file);
  std::vector<Track> tracks_;
};

// Buggy: the project's own owner is reset while its object is referred to.
template <typename T> class Box {
public:
  explicit Box(T *object = nullptr) : object_(object) {}
  Box(const Box &) = delete;
  Box &operator=(const Box &) = delete;
  ~Box() { delete object_; }
  T &operator*() const { return *object_; }
  T *operator->() const { return object_; }
  void reset(T *object = nullptr) {
    delete object_;
    object_ = object;
  }

private:
  T *object_;
};

struct Scene {
  int frames = 0;
};

class Renderer {
public:
  explicit Renderer(cppcoro::io_service &io) : io_(io), scene_(new Scene) {}
  void change() { scene_.reset(new Scene); }

  task<> frame() {
    Scene &scene = *scene_;
    co_await io_.schedule();
    ++scene.frames; // expect
  }

private:
  cppcoro::io_service &io_;
  Box<Scene> scene_;
};

// Buggy: several workers take the same front, and each of them pops one.
class BuildQueue {
public:
  void add(std::string command) { jobs_.push_back(Job{command, 0}); }

  void start(int workers) {
    for (int i = 0; i < workers; ++i)
      scope_.spawn(runOne());
  }

private:
  struct Job {
    std::string command;
    int status;
  };
  static task<int> execute(std::string command);
  task<> runOne() {
    Job &job = jobs_.front();
    int status = co_await execute(job.command);
    job.status = status; // expect
    jobs_.pop_front();
  }
  cppcoro::async_scope scope_;
  std::deque<Job> jobs_;
};

// Buggy: the lock is held over the await, but remove() does not take it.
class Inventory {
public:
  void remove(std::size_t index) {
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  task<> restock(std::size_t index) {
    auto lock = co_await mutex_.scoped_lock_async();
    Item *item = &items_[index];
    int delivered = co_await order(item->name);
    item->count += delivered; // expect
  }

private:
  struct Item {
    std::string name;
    int count;
  };
  static task<int> order(std::string name);
  cppcoro::async_mutex mutex_;
  std::vector<Item> items_;
};

// Buggy: the span goes on referring to a sample buffer that was resized.
long checksum(std::span<const short> samples);

class SampleBuffer {
public:
  void resize(std::size_t count) { samples_.resize(count); }

  task<long> sum(cppcoro::static_thread_pool &pool) {
    std::span<const short> all(samples_);
    co_await pool.schedule();
    co_return checksum(all); // expect
  }

private:
  std::vector<short> samples_;
};

// Buggy: a helper that gets the vector by reference removes from it.
struct Reservation {
  int seat;
  bool expired;
  bool paid;
};

void removeExpired(std::vector<Reservation> &reservations) {
  std::erase_if(reservations,
                [](const Reservation &each) { return each.expired; });
}

class BoxOffice {
public:
  void prune() { removeExpired(reservations_); }
  void paymentArrived() { payment_.set(); }

  task<bool> pay(int seat) {
    auto found =
        std::find_if(reservations_.begin(), reservations_.end(),
                     [seat](const Reservation &r) { return r.seat == seat; });
    if (found == reservations_.end())
      co_return false;
    co_await payment_;
    found->paid = true; // expect
    co_return true;
  }

private:
  cppcoro::single_consumer_event payment_;
  std::vector<Reservation> reservations_;
};

// Correct: everybody who touches the ledger holds its lock.
class Ledger {
public:
  task<> post(int account, long amount) {
    auto lock = co_await mutex_.scoped_lock_async();
    long &balance = balances_[account];
    co_await journal(account, amount);
    balance += amount;
  }

  task<> close(int account) {
    auto lock = co_await mutex_.scoped_lock_async();
    balances_.erase(account);
  }

private:
  static task<> journal(int account, long amount);
  cppcoro::async_mutex mutex_;
  std::map<int, long> balances_;
};

// Correct: shutdown() joins the scope of all renderings before it clears.
class Thumbnails {
public:
  Thumbnails(cppcoro::static_thread_pool &pool, std::size_t count)
      : pool_(pool), images_(count) {}

  void request(std::size_t index) { scope_.spawn(render(index)); }

  task<> shutdown() {
    co_await scope_.join();
    images_.clear();
  }

private:
  struct Image {
    bool rendered = false;
  };
  task<> render(std::size_t index) {
    Image &image = images_[index];
    co_await pool_.schedule();
    image.rendered = true;
  }
  cppcoro::static_thread_pool &pool_;
  cppcoro::async_scope scope_;
  std::vector<Image> images_;
};

// Correct: each request erases only the list element that it inserted.
class RequestLog {
public:
  task<> handle(std::string target) {
    auto self = active_.insert(active_.end(), target);
    co_await respond(target);
    active_.erase(self);
  }

private:
  static task<> respond(std::string target);
  std::list<std::string> active_;
};

// Correct: the price is looked up after the right side has been awaited.
class PriceList {
public:
  void forget(const std::string &symbol) { prices_.erase(symbol); }

  task<> update(std::string symbol) {
    prices_[symbol] = co_await quote(symbol);
  }

private:
  static task<double> quote(std::string symbol);
  std::unordered_map<std::string, double> prices_;
};

// Correct: the old pointer is only compared, never followed.
struct Backend {
  std::string address;
};

class LoadBalancer {
public:
  void use(std::string address) {
    active_ = std::make_unique<Backend>(Backend{std::move(address)});
  }

  task<bool> changedWithin(cppcoro::io_service &io) {
    Backend *before = active_.get();
    co_await io.schedule();
    co_return before != active_.get();
  }

private:
  std::unique_ptr<Backend> active_;
};

// Correct: the awaited coroutine keeps its own object alive.
class Download : public std::enable_shared_from_this<Download> {
public:
  task<> run() {
    auto self = shared_from_this();
    co_await transfer();
    finished_ = true;
  }

private:
  static task<> transfer();
  bool finished_ = false;
};

class DownloadManager {
public:
  void cancel() { current_.reset(); }

  task<> start() {
    current_ = std::make_shared<Download>();
    co_await current_->run();
  }

private:
  std::shared_ptr<Download> current_;
};

// Correct: the rows are a local of the only caller, who waits.
struct Row {
  std::string address;
  std::string country;
};
task<std::vector<Row>> queryRows();
task<std::string> countryOf(std::string address);

void dropUnknown(std::vector<Row> &rows) {
  std::erase_if(rows, [](const Row &row) { return row.country.empty(); });
}

static task<> addCountries(std::vector<Row> &rows) {
  for (Row &row : rows) {
    std::string country = co_await countryOf(row.address);
    row.country = std::move(country);
  }
}

task<std::size_t> countKnownRows() {
  std::vector<Row> rows = co_await queryRows();
  co_await addCountries(rows);
  dropUnknown(rows);
  co_return rows.size();
}

// Correct: the elements are raw pointers, the vector may move them freely.
class Plugin {
public:
  task<> load();
  void enable();
};

class PluginHost {
public:
  void attach(Plugin &plugin) { plugins_.push_back(&plugin); }

  task<> enableFirst() {
    Plugin *plugin = plugins_.front();
    co_await plugin->load();
    plugin->enable();
  }

private:
  std::vector<Plugin *> plugins_;
};

// Correct: only the constructor fills the list of stages.
class Pipeline {
public:
  explicit Pipeline(std::vector<std::string> names) {
    for (std::string &name : names)
      stages_.push_back(Stage{std::move(name), 0});
  }

  task<> run() {
    for (Stage &stage : stages_) {
      co_await perform(stage.name);
      ++stage.runs;
    }
  }

private:
  struct Stage {
    std::string name;
    int runs;
  };
  static task<> perform(std::string name);
  std::vector<Stage> stages_;
};

// Correct: whether there still is a login is asked after the suspension.
class LoginForm {
public:
  void submit(std::string token) { login_.emplace(Login{token, false}); }
  void logout() { login_.reset(); }

  task<> verify() {
    if (!login_.has_value())
      co_return;
    Login &login = *login_;
    bool valid = co_await checkToken(login.token);
    if (!login_.has_value())
      co_return;
    login.verified = valid;
  }

private:
  struct Login {
    std::string token;
    bool verified;
  };
  static task<bool> checkToken(std::string token);
  std::optional<Login> login_;
};
