// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-sequential-awaits %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/cobalt.hpp>

#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cobalt = boost::cobalt;

// Buggy: the two counts of a status page, by free functions.
cobalt::task<std::size_t> countOpenTickets(std::string_view project);
cobalt::task<std::size_t> countClosedTickets(std::string_view project);

cobalt::task<double> closedShare(std::string_view project) {
  std::size_t open = co_await countOpenTickets(project);
  std::size_t closed = co_await countClosedTickets(project); // expect
  if (open + closed == 0)
    co_return 0.0;
  co_return static_cast<double>(closed) / static_cast<double>(open + closed);
}

// Buggy: const methods of a member, in a method, with optional results.
struct Warning {
  std::string reason;
};
struct Mute {
  std::int64_t until;
};

class ModerationStore {
public:
  cobalt::task<std::optional<Warning>> findWarning(std::int64_t user) const;
  cobalt::task<std::optional<Mute>> findMute(std::int64_t user) const;
};

class ModerationBot {
public:
  cobalt::promise<bool> mayPost(std::int64_t user, std::int64_t now) {
    std::optional<Warning> warning = co_await store_.findWarning(user);
    std::optional<Mute> mute = co_await store_.findMute(user); // expect
    if (mute && mute->until > now)
      co_return false;
    co_return !warning || warning->reason.empty();
  }

private:
  ModerationStore store_;
};

// Buggy: eager promises, awaited where they start; three parts of one page.
namespace shop {
struct Product {
  int id = 0;
  std::string title;
};
struct Review {
  int stars = 0;
};
cobalt::promise<Product> fetchProduct(int id);
cobalt::promise<std::vector<Review>> fetchReviews(int id, int limit = 20);
cobalt::promise<int> fetchStock(int id);

cobalt::promise<std::string> renderProduct(int id) {
  const Product product = co_await fetchProduct(id);
  const std::vector<Review> reviews = co_await fetchReviews(id); // expect
  const int stock = co_await fetchStock(id);
  std::string html = "<h1>" + product.title + "</h1>";
  html += std::to_string(reviews.size()) + " reviews, ";
  html += std::to_string(stock) + " left";
  co_return html;
}
} // namespace shop

// Buggy: inside a lambda that is a coroutine, through a shared pointer.
class MetricsSource {
public:
  virtual ~MetricsSource() = default;
  virtual cobalt::task<double> queryLoad(std::string host) const = 0;
  virtual cobalt::task<double> queryMemory(std::string host) const = 0;
};
void publishGauge(const std::string &name, double value);

void startProbe(boost::asio::io_context &context,
                std::shared_ptr<const MetricsSource> source) {
  auto probe = [](std::shared_ptr<const MetricsSource> metrics,
                  std::string host) -> cobalt::task<void> {
    auto load = co_await metrics->queryLoad(host);
    auto memory = co_await metrics->queryMemory(host); // expect
    publishGauge(host + ".load", load);
    publishGauge(host + ".memory", memory);
  };
  cobalt::spawn(context, probe(std::move(source), "db1"),
                boost::asio::detached);
}

// Buggy: in the body of a loop over the shards.
struct ShardState {
  std::uint64_t keys;
  std::uint64_t bytes;
};
cobalt::task<std::uint64_t> count_keys(int shard);
cobalt::task<std::uint64_t> read_size(int shard);

cobalt::task<std::vector<ShardState>> surveyShards(int shards) {
  std::vector<ShardState> states;
  for (int shard = 0; shard < shards; ++shard) {
    const auto keys = co_await count_keys(shard);
    const auto bytes = co_await read_size(shard); // expect
    states.push_back({keys, bytes});
  }
  co_return states;
}

// Buggy: in a template, over whatever store it is given.
template <typename Store>
cobalt::task<bool> replicasAgree(const Store &store, std::string key) {
  const std::string primary = co_await store.load(key, 0);
  const std::string replica = co_await store.load(key, 1); // expect
  co_return primary == replica;
}

class BlobStore {
public:
  cobalt::task<std::string> load(const std::string &key, int replica) const;
};

cobalt::task<bool> verifyManifest(const BlobStore &blobs) {
  co_return co_await replicasAgree(blobs, "manifest");
}

// Buggy: in a try block, with the results bound to references.
struct Theme {
  std::string name;
};
struct Locale {
  std::string tag;
};
void reportStartupFailure(const std::exception &error);
void applyLook(const Theme &theme, const Locale &locale);
cobalt::task<Theme> loadTheme();
cobalt::task<Locale> loadLocale();

cobalt::task<int> setUpLook() {
  try {
    const Theme &theme = co_await loadTheme();
    const Locale &locale = co_await loadLocale(); // expect
    applyLook(theme, locale);
  } catch (const std::exception &error) {
    reportStartupFailure(error);
    co_return 1;
  }
  co_return 0;
}

// Buggy: structured bindings on both sides.
struct Price {
  long cents;
  std::string currency;
};
cobalt::task<Price> lookupPrice(const std::string &sku);
cobalt::task<std::pair<int, int>> lookupDiscount(const std::string &customer);

cobalt::promise<long> quote(std::string sku, std::string customer) {
  auto [cents, currency] = co_await lookupPrice(sku);
  auto [percent, cap] = co_await lookupDiscount(customer); // expect
  long discount = cents * percent / 100;
  if (currency == "EUR" && discount > cap)
    discount = cap;
  co_return cents - discount;
}

// Buggy: only in one branch; the operands are fields and const calls.
struct Invite {
  int guild;
  int inviter;
  bool expired() const;
  int channel() const { return guild * 10; }
};
cobalt::task<std::string> getChannelName(int channel);
cobalt::task<std::string> getUserName(int user);

cobalt::task<std::string> describeInvite(const Invite &invite) {
  std::string text;
  if (invite.expired()) {
    text = "this invite has expired";
  } else {
    std::string channel = co_await getChannelName(invite.channel());
    std::string inviter = co_await getUserName(invite.inviter); // expect
    text = inviter + " invites you to #" + channel;
  }
  co_return text;
}

// Buggy: the third await needs the first one's result, the second does not.
struct Account {
  int id;
  int bank;
};
cobalt::task<Account> fetchAccount(std::string iban);
cobalt::task<std::map<std::string, double>> fetchExchangeRates();
cobalt::task<long> fetchBalance(int bank, int account);

cobalt::task<double> balanceIn(std::string iban, std::string currency) {
  auto account = co_await fetchAccount(iban);
  auto rates = co_await fetchExchangeRates(); // expect
  auto cents = co_await fetchBalance(account.bank, account.id);
  co_return static_cast<double>(cents) / 100.0 * rates[currency];
}

// Correct: joined, they already run side by side.
cobalt::promise<int> fetchWins(int player);
cobalt::promise<int> fetchLosses(int player);

cobalt::promise<int> rating(int player) {
  auto [wins, losses] =
      co_await cobalt::join(fetchWins(player), fetchLosses(player));
  co_return 1000 + 8 * (wins - losses);
}

// Correct: promises are eager, both were started before the first await.
cobalt::promise<std::string> fetchReadme(std::string repository);
cobalt::promise<std::string> fetchLicense(std::string repository);

cobalt::promise<std::string> frontPage(std::string repository) {
  cobalt::promise<std::string> readme = fetchReadme(repository);
  cobalt::promise<std::string> license = fetchLicense(repository);
  std::string top = co_await readme;
  std::string bottom = co_await license;
  co_return top + "\n---\n" + bottom;
}

// Correct: two values of one channel, in the order they arrive.
cobalt::task<std::pair<int, int>> readSample(cobalt::channel<int> &sensor) {
  int raw = co_await sensor.read();
  int checksum = co_await sensor.read();
  co_return std::pair<int, int>(raw, checksum);
}

// Correct: a cursor moves on, its method is not const.
class RowCursor {
public:
  cobalt::task<std::string> fetchNext();

private:
  int position_ = 0;
};

cobalt::task<std::string> firstDataRow(RowCursor cursor) {
  std::string header = co_await cursor.fetchNext();
  std::string row = co_await cursor.fetchNext();
  co_return row.size() >= header.size() ? row : header;
}

// Correct: the second asks for what the first found, by a binding.
cobalt::task<std::pair<std::string, int>> fetchToken(std::string user);
cobalt::task<std::string> fetchProfile(std::string_view token);

cobalt::task<std::string> whoAmI(std::string user) {
  auto [token, lifetime] = co_await fetchToken(user);
  auto profile = co_await fetchProfile(token);
  co_return lifetime > 0 ? profile : std::string();
}

// Correct: a check with an early exit stands between them.
cobalt::task<bool> getPermission(int user, int document);
cobalt::task<std::string> getDocument(int document);

cobalt::task<std::string> openDocument(int user, int document) {
  bool allowed = co_await getPermission(user, document);
  if (!allowed)
    co_return std::string();
  std::string text = co_await getDocument(document);
  co_return text;
}

// Correct: both change something, as their names say.
class Warehouse {
public:
  cobalt::task<int> reserve(std::string sku, int amount) const;
  cobalt::task<int> bookCourier(std::string address) const;
};

class OrderFlow {
public:
  explicit OrderFlow(const Warehouse &warehouse) : warehouse_(warehouse) {}

  cobalt::task<bool> place(std::string sku, std::string address) const {
    int reservation = co_await warehouse_.reserve(sku, 1);
    int courier = co_await warehouse_.bookCourier(address);
    co_return reservation != 0 && courier != 0;
  }

private:
  const Warehouse &warehouse_;
};

// Correct: the counter is stepped in the operand.
cobalt::task<std::string> fetchPage(int number);

cobalt::task<std::string> nextTwoPages(int number) {
  std::string left = co_await fetchPage(number++);
  std::string right = co_await fetchPage(number++);
  co_return left + right;
}

// Correct: the results are not kept, the loads only fill caches.
cobalt::task<void> loadEmojis();
cobalt::task<void> loadStickers();

cobalt::task<void> warmCaches() {
  co_await loadEmojis();
  co_await loadStickers();
}

// Correct: a generator gives its values one after the other.
cobalt::generator<int> listRevisions(std::string file);

cobalt::task<int> revisionGap(std::string file) {
  cobalt::generator<int> revisions = listRevisions(std::move(file));
  const int newest = co_await revisions;
  const int previous = co_await revisions;
  co_return newest - previous;
}
