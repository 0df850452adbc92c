// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-sequential-awaits %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: a command of a chat bot reads two settings by their literal names.
awaitable<std::string> getSetting(std::string_view name);

awaitable<std::string> greeting(std::string user) {
  auto prefix = co_await getSetting("greeting.prefix");
  auto suffix = co_await getSetting("greeting.suffix"); // expect
  co_return prefix + user + suffix;
}

// Buggy: const methods of this, called without an object, in a const method.
class PriceFeed {
public:
  awaitable<double> spread(int instrument) const {
    const double bid = co_await fetchBid(instrument);
    const double ask = co_await fetchAsk(instrument); // expect
    co_return ask - bid;
  }

private:
  awaitable<double> fetchBid(int instrument) const;
  awaitable<double> fetchAsk(int instrument) const;
};

// Buggy: in a switch, the block of one kind of request.
enum class Request { Ping, Stats };
awaitable<std::uint32_t> count_sessions();
awaitable<std::uint32_t> count_queued_jobs();

awaitable<std::string> answer(Request request) {
  switch (request) {
  case Request::Ping:
    co_return "pong";
  case Request::Stats: {
    std::uint64_t sessions = co_await count_sessions();
    std::uint64_t jobs = co_await count_queued_jobs(); // expect
    co_return std::to_string(sessions) + " " + std::to_string(jobs);
  }
  }
  co_return "";
}

// Buggy: virtual const methods through a unique pointer, forwarding results.
struct Manifest {
  std::vector<std::string> chunks;
};
struct Signature {
  std::array<unsigned char, 64> bytes;
};
bool verifies(const Manifest &manifest, const Signature &signature);

class Mirror {
public:
  virtual ~Mirror() = default;
  virtual awaitable<Manifest> fetchManifest(const std::string &v) const = 0;
  virtual awaitable<Signature> fetchSignature(const std::string &v) const = 0;
};

class Updater {
public:
  awaitable<bool> check(std::string version) {
    auto &&manifest = co_await mirror_->fetchManifest(version);
    auto &&signature = co_await mirror_->fetchSignature(version); // expect
    co_return verifies(manifest, signature);
  }

private:
  std::unique_ptr<Mirror> mirror_;
};

// Buggy: the lambda given to co_spawn reads two files after a first step.
namespace tool {
struct Paths {
  std::string lock;
  std::string cache;
};
awaitable<std::string> readLockFile(const std::string &path);
awaitable<std::string> readCacheIndex(const std::string &path);
void diffAndPrint(const std::string &locked, const std::string &cached);

void run(asio::thread_pool &pool, const Paths &paths) {
  asio::co_spawn(
      pool,
      [paths]() -> awaitable<void> {
        std::cerr << "comparing " << paths.lock << '\n';
        std::string locked = co_await readLockFile(paths.lock);
        std::string cached = co_await readCacheIndex(paths.cache); // expect
        diffAndPrint(locked, cached);
      },
      asio::detached);
}
} // namespace tool

// Buggy: the second and the third are independent, only the first is needed.
struct Player {
  int id = 0;
  int team = 0;
};
struct Team {
  std::string name;
};
struct Match {
  int score = 0;
};
awaitable<std::optional<Player>> findPlayer(std::string nick);
awaitable<std::optional<Team>> findTeam(int team);
awaitable<std::vector<Match>> listMatches(int player);

awaitable<std::string> playerCard(std::string nick) {
  std::optional<Player> player = co_await findPlayer(nick);
  if (!player)
    co_return "unknown";
  std::optional<Team> team = co_await findTeam(player->team);
  std::vector<Match> matches = co_await listMatches(player->id); // expect
  int total = 0;
  for (const Match &match : matches)
    total += match.score;
  co_return (team ? team->name : "no team") + ": " + std::to_string(total);
}

// Buggy: in a member of a class template, instantiated for one key type.
template <typename Key> class Backend {
public:
  awaitable<long> queryVersion(const Key &key) const;
};

template <typename Key> class Comparator {
public:
  Comparator(const Backend<Key> &left, const Backend<Key> &right)
      : left_(left), right_(right) {}

  awaitable<long> drift(Key key) const {
    long here = co_await left_.queryVersion(key);
    long there = co_await right_.queryVersion(key); // expect
    co_return here > there ? here - there : there - here;
  }

private:
  const Backend<Key> &left_;
  const Backend<Key> &right_;
};

awaitable<bool> inSync(const Backend<int> &a, const Backend<int> &b) {
  Comparator<int> comparator(a, b);
  long drift = co_await comparator.drift(7);
  co_return drift == 0;
}

// Buggy: a poll loop with a timer; the two reads precede the wait.
awaitable<double> readTemperature(int sensor);
awaitable<double> readHumidity(int sensor);
void plot(double temperature, double humidity);

awaitable<void> watchSensor(int sensor) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (true) {
    double temperature = co_await readTemperature(sensor);
    double humidity = co_await readHumidity(sensor); // expect
    plot(temperature, humidity);
    timer.expires_after(std::chrono::seconds(10));
    co_await timer.async_wait(use_awaitable);
  }
}

// Buggy: once in the try block and once in the handler.
struct Route {
  std::string hop;
  int cost;
};
awaitable<Route> lookup_primary(unsigned prefix);
awaitable<Route> lookup_backup(unsigned prefix);
awaitable<Route> load_default(bool v6);

awaitable<Route> chooseRoute(unsigned prefix) {
  std::optional<Route> chosen;
  try {
    const auto primary = co_await lookup_primary(prefix);
    const auto backup = co_await lookup_backup(prefix & ~0xffu); // expect
    chosen = primary.cost <= backup.cost ? primary : backup;
  } catch (const std::exception &) {
    chosen.reset();
  }
  if (!chosen) {
    auto v4 = co_await load_default(false);
    auto v6 = co_await load_default(true); // expect
    chosen = v4.cost < v6.cost ? v4 : v6;
  }
  co_return *chosen;
}

// Buggy: tuples taken apart, keys computed from the parameters.
namespace cache {
awaitable<std::tuple<std::string, std::int64_t>> get(std::uint64_t key);
std::string newer(std::string a, std::int64_t t, std::string b, std::int64_t u);

awaitable<std::string> getNewest(std::uint64_t id, std::uint64_t shards) {
  const auto [value, time] = co_await get(id % shards);
  const auto [copy, copied] = co_await get(id / shards + 1); // expect
  co_return newer(value, time, copy, copied);
}
} // namespace cache

// Correct: the operator of the library runs both at once.
awaitable<std::string> fetchHeadline(int topic);
awaitable<int> fetchTemperature(int city);

awaitable<std::string> morningPost(int topic, int city) {
  using namespace asio::experimental::awaitable_operators;
  auto [headline, degrees] =
      co_await (fetchHeadline(topic) && fetchTemperature(city));
  co_return headline + ", " + std::to_string(degrees);
}

// Correct: two lines of one stream, which is not const.
awaitable<std::string> readLine(tcp::socket &socket);

awaitable<bool> login(tcp::socket socket) {
  std::string user = co_await readLine(socket);
  std::string password = co_await readLine(socket);
  co_return !user.empty() && password.size() >= 8;
}

// Correct: operations of I/O objects, not coroutines.
class DualDialer {
public:
  explicit DualDialer(asio::any_io_executor executor) : resolver_(executor) {}

  awaitable<bool> bothKnown(std::string first, std::string second) {
    auto one = co_await resolver_.async_resolve(first, "443", use_awaitable);
    auto two = co_await resolver_.async_resolve(second, "443", use_awaitable);
    co_return !one.empty() && !two.empty();
  }

private:
  tcp::resolver resolver_;
};

// Correct: the second is a method of what the first gave.
class Guild {
public:
  awaitable<std::vector<int>> listMembers() const;
};
awaitable<std::shared_ptr<const Guild>> fetchGuild(int id);

awaitable<std::size_t> guildSize(int id) {
  auto guild = co_await fetchGuild(id);
  auto members = co_await guild->listMembers();
  co_return members.size();
}

// Correct: to listen is not to list, each takes a port.
awaitable<int> listenForClients(unsigned short port);
awaitable<int> listenForPeers(unsigned short port);

awaitable<bool> openPorts(unsigned short base) {
  int clients = co_await listenForClients(base);
  int peers = co_await listenForPeers(base + 1);
  co_return clients >= 0 && peers >= 0;
}

// Correct: the remote read is only the fallback of the local one.
awaitable<std::optional<std::string>> findLocal(std::string key);
awaitable<std::optional<std::string>> findRemote(std::string key);

awaitable<std::string> findAnywhere(std::string key) {
  if (auto local = co_await findLocal(key))
    co_return *local;
  auto remote = co_await findRemote(key);
  co_return remote.value_or("");
}

// Correct: the write between the reads is what the test is about.
class Ledger {
public:
  awaitable<long> loadBalance(int account) const;
  awaitable<void> deposit(int account, long cents);
};

awaitable<bool> depositIsVisible(Ledger &ledger) {
  const long before = co_await ledger.loadBalance(1);
  co_await ledger.deposit(1, 250);
  const long after = co_await ledger.loadBalance(1);
  co_return after == before + 250;
}

// Correct: a lambda is handed to each query.
struct Song {
  int year;
  int plays;
};
awaitable<std::vector<Song>> queryWhere(std::function<bool(const Song &)> f);

awaitable<std::size_t> oldOrPopular(int year) {
  int seen = 0;
  auto old = co_await queryWhere([&](const Song &song) {
    ++seen;
    return song.year < year;
  });
  auto popular =
      co_await queryWhere([&](const Song &song) { return song.plays > seen; });
  co_return old.size() + popular.size();
}

// Correct: an operand awaits, the session comes first.
awaitable<int> currentSession();
awaitable<std::string> fetchTheme(int session);
awaitable<std::string> fetchFont(int session);

awaitable<std::string> styleSheet() {
  std::string theme = co_await fetchTheme(co_await currentSession());
  std::string font = co_await fetchFont(co_await currentSession());
  co_return theme + font;
}

// Correct: the first saves the state, only the second reads.
class Editor {
public:
  awaitable<bool> reload() {
    bool saved = co_await saveDraft(text_);
    std::string stored = co_await loadDraft(name_);
    text_ = std::move(stored);
    co_return saved;
  }

private:
  static awaitable<bool> saveDraft(std::string text);
  static awaitable<std::string> loadDraft(std::string name);
  std::string name_;
  std::string text_;
};
