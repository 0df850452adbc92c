// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-sequential-awaits %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/coro/AsyncScope.h>
#include <folly/coro/Baton.h>
#include <folly/coro/Collect.h>
#include <folly/coro/Invoke.h>
#include <folly/coro/Task.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using folly::coro::Task;

#define ENSURE(condition, text)                                                \
  do {                                                                         \
    if (!(condition))                                                          \
      throw std::runtime_error(text);                                          \
  } while (false)

// Buggy: rights and limits of a user are two requests that could overlap.
struct Rights {
  bool mayWrite = false;
};
struct Limits {
  long bytes = 0;
};
class UserStore {
public:
  Task<Rights> getRights(std::int64_t user) const;
  Task<Limits> getLimits(std::int64_t user) const;
};

class UploadService {
public:
  explicit UploadService(const UserStore &store) : store_(store) {}

  Task<bool> mayUpload(std::int64_t user, long bytes) const {
    auto rights = co_await store_.getRights(user);
    auto limits = co_await store_.getLimits(user); // expect
    co_return rights.mayWrite &&bytes < limits.bytes;
  }

private:
  const UserStore &store_;
};

// Buggy: the shard map and the member list come from the same idle server.
struct ShardMap {
  int shards = 0;
};
class MetaClient {
public:
  Task<ShardMap> fetchShardMap() const;
  Task<std::vector<std::string>> fetchMembers() const;
};

class Balancer {
public:
  Task<double> shardsPerMember() {
    ENSURE(meta_ != nullptr, "no meta client");
    ShardMap map = co_await meta_->fetchShardMap();
    std::vector<std::string> members = co_await meta_->fetchMembers(); // expect
    ENSURE(!members.empty(), "empty cluster");
    co_return double(map.shards) / double(members.size());
  }

private:
  std::unique_ptr<MetaClient> meta_;
};

// Buggy: primary and fallback host are resolved in turn.
namespace dns {
Task<std::vector<std::string>> resolveHost(const std::string &host,
                                           std::uint16_t port);
}

Task<std::vector<std::string>> candidates(std::string host,
                                          std::string fallback) {
  auto first = co_await dns::resolveHost(host, 443);
  auto second = co_await dns::resolveHost(fallback, 8443); // expect
  first.insert(first.end(), second.begin(), second.end());
  co_return first;
}

// Buggy: two exchange rates, in the branch where both are needed.
Task<double> lookupRate(int currency);

Task<double> convert(double amount, int from, int to) {
  if (from == to) {
    co_return amount;
  } else {
    const double in{co_await lookupRate(from)};
    const double out{co_await lookupRate(to)}; // expect
    co_return amount / (out / in);
  }
}

// Buggy: the invoked lambda loads texture and mesh one by one.
struct Texture {
  std::vector<char> texels;
};
struct Mesh {
  std::vector<float> vertices;
};
Task<Texture> loadTexture(int asset);
Task<Mesh> loadMesh(int asset);

Task<std::size_t> modelSize(int asset) {
  return folly::coro::co_invoke([asset]() -> Task<std::size_t> {
    Texture texture = co_await loadTexture(asset);
    Mesh mesh = co_await loadMesh(asset); // expect
    co_return texture.texels.size() + mesh.vertices.size();
  });
}

// Buggy: the parts of an open file, then it is put together.
struct Footer {
  long rows = 0;
};
struct Schema {
  std::vector<std::string> columns;
};
class ColumnFile {
public:
  ColumnFile(Footer footer, Schema schema);
};
Task<Footer> readFooter(std::string path);
Task<Schema> readSchema(std::string path);

Task<std::shared_ptr<ColumnFile>> openColumnFile(std::string path) {
  auto footer = co_await readFooter(path);
  auto schema = co_await readSchema(path); // expect
  co_return std::make_shared<ColumnFile>(std::move(footer), std::move(schema));
}

// Buggy: both keys are looked for behind an interface, for each request.
class KeyDirectory {
public:
  virtual ~KeyDirectory() = default;
  virtual Task<std::optional<std::string>>
  findKey(std::int64_t device) const = 0;
};

Task<bool> canExchange(const KeyDirectory &keys, std::int64_t sender,
                       std::int64_t receiver) {
  std::optional<std::string> mine = co_await keys.findKey(sender);
  std::optional<std::string> theirs = co_await keys.findKey(receiver); // expect
  co_return mine &&theirs && *mine != *theirs;
}

// Buggy: the third request needs the first, the second needs nothing.
struct Deployment {
  std::string host;
};
Task<Deployment> getDeployment(int service);
Task<std::string> getOwner(int service);
Task<bool> fetchHealth(std::string host);
void page(const std::string &owner);

Task<void> checkService(int service) {
  auto deployment = co_await getDeployment(service);
  auto owner = co_await getOwner(service); // expect
  auto healthy = co_await fetchHealth(deployment.host);
  if (!healthy)
    page(owner);
}

// Buggy: the halves of a chart are queried in a loop that redraws it.
struct Series {
  std::vector<double> points;
};
class MetricsBackend {
public:
  Task<Series> querySeries(int metric, int hours) const;
};
void draw(const Series &today, const Series &lastWeek);

Task<void> refreshChart(const MetricsBackend *backend, int metric) {
  while (backend != nullptr) {
    Series today = co_await backend->querySeries(metric, 24);
    Series lastWeek = co_await backend->querySeries(metric, 7 * 24); // expect
    draw(today, lastWeek);
  }
}

// Buggy: a mail folder is counted and listed with a pair of awaits.
namespace mail {
struct Listing {
  std::vector<int> ids;
  bool complete = false;
};
Task<int> countUnread(const std::string &folder);
Task<Listing> listMessages(const std::string &folder, int limit);

Task<std::string> folderTitle(std::string folder) {
  auto unread = co_await countUnread(folder);
  auto [ids, complete] = co_await listMessages(folder, 50); // expect
  co_return folder + std::to_string(unread) + "/" + std::to_string(ids.size()) +
      (complete ? "" : "+");
}
} // namespace mail

// Correct: collectAll runs both.
Task<int> getWins(int player);
Task<int> getLosses(int player);

Task<double> winRate(int player) {
  auto [wins, losses] =
      co_await folly::coro::collectAll(getWins(player), getLosses(player));
  co_return double(wins) / double(wins + losses);
}

// Correct: the token is looked up first, the grant is that of the token.
Task<std::string> lookupToken(std::int64_t session);
Task<std::vector<std::string>> fetchGrants(const std::string &token);

Task<bool> isAdmin(std::int64_t session) {
  const std::string token = co_await lookupToken(session);
  const auto grants = co_await fetchGrants(token);
  co_return !grants.empty() && grants.front() == "admin";
}

// Correct: both were started before either is awaited.
Task<std::string> loadLeft(int document);
Task<std::string> loadRight(int document);

Task<std::string> loadColumns(int document) {
  auto executor = co_await folly::coro::co_current_executor;
  auto left = co_withExecutor(executor, loadLeft(document)).start();
  auto right = co_withExecutor(executor, loadRight(document)).start();
  std::string leftText = co_await std::move(left);
  std::string rightText = co_await std::move(right);
  co_return leftText + rightText;
}

// Correct: the visited set is shared, the second search leaves out the first.
Task<std::vector<int>> searchGraph(int start, std::set<int> &visited);

Task<std::size_t> componentSizes(int a, int b) {
  std::set<int> visited;
  auto first = co_await searchGraph(a, visited);
  auto second = co_await searchGraph(b, visited);
  co_return first.size() * second.size();
}

// Correct: the coroutine may be cancelled between the two big files.
Task<std::string> readDump(int part);

Task<std::size_t> dumpBytes() {
  std::string head = co_await readDump(0);
  co_await folly::coro::co_safe_point;
  std::string tail = co_await readDump(1);
  co_return head.size() + tail.size();
}

// Correct: the reader is a stream, the body begins where the header ends.
class FrameReader {
public:
  Task<std::uint32_t> readLength();
  Task<std::uint32_t> readChecksum();
};

Task<bool> frameIsSane(FrameReader &reader) {
  std::uint32_t length = co_await reader.readLength();
  std::uint32_t checksum = co_await reader.readChecksum();
  co_return length < 65536 && checksum != 0;
}

// Correct: the entry is appended under the lease that was taken before.
Task<std::int64_t> acquireLease(std::string ledger);
Task<std::int64_t> appendEntry(std::string ledger, std::string text);

Task<bool> record(std::string ledger, std::string text) {
  std::int64_t lease = co_await acquireLease(ledger);
  std::int64_t entry = co_await appendEntry(ledger, std::move(text));
  co_return lease > 0 && entry > 0;
}

// Correct: the predicates count what they see, on one thread at a time.
struct Employee {
  int age = 0;
  bool remote = false;
};
template <typename Predicate>
Task<std::optional<Employee>> findEmployee(Predicate predicate) {
  Employee candidate;
  co_return predicate(candidate) ? std::optional(candidate) : std::nullopt;
}

Task<bool> anyMatch() {
  int seen = 0;
  auto senior = co_await findEmployee(
      [&seen](const Employee &e) { return ++seen > 0 && e.age > 60; });
  auto remote = co_await findEmployee(
      [&seen](const Employee &e) { return ++seen > 0 && e.remote; });
  co_return seen > 0 && (senior || remote);
}

// Correct: the database is asked only for what the cache has not got.
Task<std::optional<std::string>> lookupCached(std::string key);
Task<std::string> queryRow(std::string key);

Task<std::string> rowFor(std::string key) {
  if (auto cached = co_await lookupCached(key))
    co_return *cached;
  auto row = co_await queryRow(key);
  co_return row;
}

// Correct: one await a round, and what was loaded is told to the next one.
Task<std::vector<int>> listFolder(int folder);

Task<std::size_t> walk(int root) {
  std::vector<int> open{root};
  std::size_t files = 0;
  while (!open.empty()) {
    int folder = open.back();
    open.pop_back();
    std::vector<int> children = co_await listFolder(folder);
    files += children.size();
    open.insert(open.end(), children.begin(), children.end());
  }
  co_return files;
}
