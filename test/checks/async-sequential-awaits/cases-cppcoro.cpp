// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-sequential-awaits %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/shared_task.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

#include <coroutine>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using cppcoro::task;

void trace(std::string_view message);

// Buggy: the account and its friends are loaded one after the other.
struct Account {
  std::string name;
};
task<Account> loadAccount(std::uint64_t user);
task<std::vector<std::uint64_t>> loadFriends(std::uint64_t user);
std::string renderProfile(Account account, std::vector<std::uint64_t> friends);

task<std::string> profilePage(std::uint64_t user) {
  Account account = co_await loadAccount(user);
  std::vector<std::uint64_t> friends = co_await loadFriends(user); // expect
  co_return renderProfile(std::move(account), std::move(friends));
}

// Buggy: price and stock of an article come from two independent tables.
class Catalog {
public:
  task<long> findPrice(const std::string &sku) const;
  task<long> countStock(const std::string &sku) const;
};

task<bool> canOrder(const Catalog &catalog, std::string sku, long budget) {
  trace("can order " + sku);
  if (budget <= 0)
    co_return false;
  const auto price = co_await catalog.findPrice(sku);
  const auto stock = co_await catalog.countStock(sku); // expect
  co_return stock > 0 && price <= budget;
}

// Buggy: both ends of a route are looked up in turn, in one branch.
struct Place {
  double lat = 0;
  double lon = 0;
};
struct Geocoder {
  static task<Place> lookupPlace(std::string address);
};
double distanceKm(Place from, Place to);

task<double> routeLength(std::string from, std::string to, bool samePlace) {
  double length = 0;
  if (!samePlace) {
    auto start = co_await Geocoder::lookupPlace(from);
    auto goal = co_await Geocoder::lookupPlace(to); // expect
    length = distanceKm(start, goal);
  }
  co_return length;
}

// Buggy: inside a coroutine lambda, two settings are read one by one.
task<int> readSetting(int section, int key);

void installLimits(task<void> job);

void reloadLimits() {
  static int soft = 0, hard = 0;
  auto reload = []() -> task<void> {
    int low = co_await readSetting(3, 1);
    int high = co_await readSetting(3, 2); // expect
    soft = low;
    hard = high;
  };
  installLimits(reload());
}

// Buggy: for each invoice the customer waits for the lines.
struct Invoice {
  int id;
  int customer;
};
struct Line {
  long cents;
};
task<std::vector<Line>> queryLines(int invoice);
task<std::string> queryCustomerName(int customer);
void printInvoice(const std::string &name, const std::vector<Line> &lines);

task<void> printAll(std::vector<Invoice> invoices) {
  for (const Invoice &invoice : invoices) {
    auto lines = co_await queryLines(invoice.id);
    auto name = co_await queryCustomerName(invoice.customer); // expect
    printInvoice(name, lines);
  }
}

// Buggy: three counters of one dashboard, each behind a round trip.
namespace dashboard {
task<int> count_open_tickets(int team);
task<int> count_closed_tickets(int team);
task<int> count_overdue_tickets(int team);
struct Summary {
  int open, closed, overdue;
};

task<Summary> summarize(int team) {
  int open = co_await count_open_tickets(team);
  int closed = co_await count_closed_tickets(team); // expect
  int overdue = co_await count_overdue_tickets(team);
  co_return Summary{open, closed, overdue};
}
} // namespace dashboard

// Buggy: two sensors are read one after the other for each report.
class ClimateMonitor {
public:
  task<bool> isComfortable() const {
    double celsius = co_await readTemperature();
    double humidity = co_await readHumidity(); // expect
    co_return humidity < 0.6 && celsius < max_;
  }

private:
  task<double> readTemperature() const;
  task<double> readHumidity() const;
  double max_ = 26;
};

// Buggy: the session is needed by both, but they do not need each other.
struct DriveSession {
  int handle = 0;
};
task<DriveSession> openDrive(std::string owner);
task<std::uint64_t> getUsedBytes(DriveSession session);
task<std::uint64_t> getQuotaBytes(DriveSession session);

task<bool> fits(std::string owner, std::uint64_t bytes) {
  DriveSession session = co_await openDrive(std::move(owner));
  std::uint64_t used = co_await getUsedBytes(session);
  std::uint64_t quota = co_await getQuotaBytes(session); // expect
  co_return used + bytes <= quota;
}

// Buggy: whatever the store is, both revisions are fetched in sequence.
struct MemoryBlobs {
  task<std::string> fetchBlob(int revision) const;
};
struct DiskBlobs {
  task<std::string> fetchBlob(int revision) const;
};
std::string diffText(const std::string &before, const std::string &after);

template <typename Store>
task<std::string> diffRevisions(const Store &store, int before, int after) {
  const std::string left = co_await store.fetchBlob(before);
  const std::string right = co_await store.fetchBlob(after); // expect
  co_return diffText(left, right);
}

task<std::string> diffBoth(const MemoryBlobs &memory, const DiskBlobs &disk) {
  std::string text = co_await diffRevisions(memory, 1, 2);
  trace(text);
  co_return text + co_await diffRevisions(disk, 1, 2);
}

// Buggy: the shared indexes of two shards are awaited in a row, inside a try.
class SearchNode {
public:
  task<std::size_t> hits(std::string word) {
    try {
      std::vector<int> hot{co_await searchShard(word, 0)};
      std::vector<int> cold{co_await searchShard(word, 1)}; // expect
      co_return hot.size() + cold.size();
    } catch (const std::exception &error) {
      trace(error.what());
    }
    co_return 0;
  }

private:
  cppcoro::shared_task<std::vector<int>> searchShard(std::string word,
                                                     int shard) const;
};

// Correct: both pages are fetched side by side.
task<std::string> fetchTerms(std::string language);
task<std::string> fetchPrivacy(std::string language);

task<std::string> legalPages(std::string language) {
  auto [terms, privacy] =
      co_await cppcoro::when_all(fetchTerms(language), fetchPrivacy(language));
  co_return terms + privacy;
}

// Correct: the author is named by the post.
struct Post {
  int author;
  std::string title;
};
task<Post> getPost(int id);
task<std::string> getAuthorName(int author);

task<std::string> postHeader(int id) {
  Post post = co_await getPost(id);
  std::string author = co_await getAuthorName(post.author);
  co_return post.title + " by " + author;
}

// Correct: the cursor moves on with each call.
class Cursor {
public:
  task<std::optional<std::string>> fetchNext();
};

task<bool> startsWithHeader(Cursor &cursor) {
  auto magic = co_await cursor.fetchNext();
  auto version = co_await cursor.fetchNext();
  co_return magic == "LOG" && version == "2";
}

// Correct: both calls fill and empty the same parse buffer.
struct ParseBuffer {
  std::string bytes;
};
task<int> readVarint(ParseBuffer &buffer);
task<std::string> readName(ParseBuffer &buffer);

task<std::string> parseField(ParseBuffer buffer) {
  int tag = co_await readVarint(buffer);
  std::string name = co_await readName(buffer);
  co_return std::to_string(tag) + name;
}

// Correct: the money must not be taken before the seat is reserved.
task<int> reserveSeat(int flight);
task<int> chargeCard(std::string card, long cents);

task<std::pair<int, int>> buyTicket(int flight, std::string card) {
  int seat = co_await reserveSeat(flight);
  int receipt = co_await chargeCard(card, 12900);
  co_return std::pair(seat, receipt);
}

// Correct: nobody asks for the rules when there is no such tenant.
task<std::optional<std::string>> findTenant(std::string host);
task<std::vector<std::string>> listRules(std::string host);

task<std::vector<std::string>> rulesFor(std::string host) {
  auto tenant = co_await findTenant(host);
  if (!tenant)
    co_return std::vector<std::string>();
  auto rules = co_await listRules(host);
  rules.push_back(*tenant);
  co_return rules;
}

// Correct: which page comes second depends on the first increment.
task<std::string> loadPage(int number);

task<std::string> loadSpread(int number) {
  std::string left = co_await loadPage(number++);
  std::string right = co_await loadPage(number++);
  co_return left + right;
}

// Correct: each part goes straight into the archive, in this order.
class Archive {
public:
  void add(std::string part);
};
task<std::string> loadManifestPart(int build);
task<std::string> loadPayloadPart(int build);

task<void> pack(Archive &archive, int build) {
  archive.add(co_await loadManifestPart(build));
  archive.add(co_await loadPayloadPart(build));
}

// Correct: the operations of a bus are no coroutines, the bus serves one.
struct RegisterRead {
  int address;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting);
  std::uint16_t await_resume();
};
class I2cBus {
public:
  RegisterRead read(int address) const { return {address}; }
};

task<int> readPressure(const I2cBus &bus) {
  std::uint16_t high = co_await bus.read(0x10);
  std::uint16_t low = co_await bus.read(0x11);
  co_return high << 16 | low;
}

// Correct: to listen is not to list, the second port needs the first bound.
struct Listener {
  int fd = -1;
};
task<Listener> listen(std::uint16_t port);
task<void> acceptLoop(Listener plain, Listener tls);

task<void> startServer() {
  Listener plain = co_await listen(80);
  Listener tls = co_await listen(443);
  co_await acceptLoop(plain, tls);
}
