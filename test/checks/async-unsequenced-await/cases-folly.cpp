// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unsequenced-await %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <folly/coro/Collect.h>
#include <folly/coro/CurrentExecutor.h>
#include <folly/coro/Task.h>
#include <folly/coro/Timeout.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

using folly::coro::Task;

// Buggy: bytes that a second upload adds meanwhile are lost.
class UploadQuota {
public:
  Task<void> upload(std::string blob) {
    // missed: not seen
    usedBytes_ = usedBytes_ + co_await store(std::move(blob));
  }
  std::size_t used() const { return usedBytes_; }

private:
  static Task<std::size_t> store(std::string blob);
  std::size_t usedBytes_ = 0;
};

// Buggy: a push may arrive between the two sides of the comparison.
class ConfigWatcher {
public:
  Task<bool> isStale() {
    co_return generation_ != co_await remoteGeneration(); // expect
  }
  void onPush(std::uint64_t generation) { generation_ = generation; }

private:
  Task<std::uint64_t> remoteGeneration();
  std::uint64_t generation_ = 0;
};

// Buggy: the number passed by value may be older than the lag next to it.
void reportLag(std::size_t pending, std::chrono::milliseconds lag);

class Replicator {
public:
  void enqueue(std::string record) {
    records_.push_back(std::move(record));
    ++pending_;
  }

  Task<void> publishLag(const std::string &primary) {
    reportLag(pending_, // expect
              co_await lagBehind(primary));
  }

private:
  Task<std::chrono::milliseconds> lagBehind(const std::string &primary);
  std::vector<std::string> records_;
  std::size_t pending_ = 0;
};

// Buggy: the constructor gets the epoch from before or after the page reads.
class PageSnapshot {
public:
  PageSnapshot(int epoch, std::vector<std::string> pages)
      : epoch_(epoch), pages_(std::move(pages)) {}

private:
  int epoch_;
  std::vector<std::string> pages_;
};

class PageStore {
public:
  void advance() { epoch_ += 1; }

  Task<PageSnapshot> snapshot() {
    PageSnapshot result(epoch_, co_await readPages()); // expect
    co_return result;
  }

private:
  Task<std::vector<std::string>> readPages();
  int epoch_ = 0;
};

// Buggy: the overloaded minus takes a copy of the balance.
struct Money {
  long cents = 0;
  int currency = 0;
};
Money operator-(Money left, Money right);

class Wallet {
public:
  void deposit(long cents) { balance_.cents += cents; }

  Task<Money> afterFee(std::string order) {
    Money rest = balance_ - co_await quoteFee(std::move(order)); // expect
    co_return rest;
  }

private:
  Task<Money> quoteFee(std::string order);
  Money balance_;
};

// Buggy: all checks run at once and share the captured mask.
Task<unsigned> checkShard(std::string shard);

Task<unsigned> checkAllShards(std::vector<std::string> shards) {
  unsigned failures = 0;
  auto check = [&failures](std::string shard) -> Task<void> {
    failures = failures | co_await checkShard(std::move(shard)); // expect
  };
  std::vector<Task<void>> jobs;
  for (const std::string &shard : shards)
    jobs.push_back(check(shard));
  co_await folly::coro::collectAllRange(std::move(jobs));
  co_return failures;
}

// Buggy: the helper on the left reads the global that a heartbeat sets.
static int electionTerm = 0;

void onHeartbeat(int term) {
  if (term > electionTerm)
    electionTerm = term;
}

static int currentTerm() { return electionTerm; }
bool isNewerTerm(int mine, int theirs);
Task<int> highestTermSeen();

Task<bool> campaignIsOver() {
  co_return isNewerTerm(currentTerm(), co_await highestTermSeen()); // expect
}

// Buggy: the awaited call counts into the local that stands to its left.
struct Inbox;
Task<std::size_t> drainInbox(Inbox &inbox, std::size_t &skipped);
void logDrained(std::size_t skipped, std::size_t taken);

Task<void> flushInbox(Inbox &inbox) {
  std::size_t skipped = 0;
  logDrained(skipped, co_await drainInbox(inbox, skipped)); // expect
}

// Buggy: the awaited member function sets the mask that is read beside it.
class FeatureFlags {
public:
  Task<bool> enabled(unsigned feature) {
    unsigned active = localMask_ & co_await refresh(); // expect
    co_return (active & feature) != 0;
  }

private:
  struct Reply {
    unsigned local;
    unsigned remote;
  };
  Task<unsigned> refresh() {
    Reply reply = co_await fetchFlags();
    localMask_ = reply.local;
    co_return reply.remote;
  }
  Task<Reply> fetchFlags();
  unsigned localMask_ = ~0u;
};

// Buggy: the first concatenation has the old name, a rename comes too late.
class Folder {
public:
  void rename(std::string name) { name_ = std::move(name); }

  Task<std::string> describe() {
    using namespace std::chrono_literals;
    co_return "folder " + name_ + // expect
        co_await folly::coro::timeout(describeParent(), 5s);
  }

private:
  Task<std::string> describeParent();
  std::string name_;
};

// Correct: the await has a statement of its own.
class CreditLine {
public:
  Task<void> draw(std::string account) {
    long amount = co_await approvedAmount(std::move(account));
    drawn_ = drawn_ + amount;
  }
  void settle() { drawn_ = 0; }

private:
  Task<long> approvedAmount(std::string account);
  long drawn_ = 0;
};

// Correct: appending with += reads the text after the await.
class ChatTranscript {
public:
  Task<void> receive() { text_ += co_await nextLine(); }
  void clear() { text_.clear(); }

private:
  Task<std::string> nextLine();
  std::string text_;
};

// Correct: the read stands to the right of the await.
class DiskSpace {
public:
  void reserve(std::size_t bytes) { reserved_ += bytes; }

  Task<std::size_t> available() { co_return co_await freeBytes() - reserved_; }

private:
  Task<std::size_t> freeBytes();
  std::size_t reserved_ = 0;
};

// Correct: a braced list is evaluated from left to right.
struct Viewport {
  int scroll;
  int height;
};

class TextPane {
public:
  void scrollBy(int lines) { scroll_ += lines; }

  Task<Viewport> viewport() {
    co_return Viewport{scroll_, co_await measureHeight()};
  }

private:
  Task<int> measureHeight();
  int scroll_ = 0;
};

// Correct: make_shared takes the version by reference and reads it last.
struct Manifest {
  Manifest(int version, std::vector<std::string> files)
      : version(version), files(std::move(files)) {}
  int version;
  std::vector<std::string> files;
};

class ManifestBuilder {
public:
  void bump() { ++version_; }

  Task<std::shared_ptr<Manifest>> build() {
    co_return std::make_shared<Manifest>(version_, co_await listFiles());
  }

private:
  Task<std::vector<std::string>> listFiles();
  int version_ = 1;
};

// Correct: asking for the current executor never suspends.
void startWorker(int priority, folly::Executor *executor);

class WorkerGroup {
public:
  void setPriority(int priority) { priority_ = priority; }

  Task<void> addWorker() {
    startWorker(priority_, co_await folly::coro::co_current_executor);
  }

private:
  int priority_ = 0;
};

// Correct: only the constructor sets the size of the header.
class PagedReader {
public:
  explicit PagedReader(std::size_t headerSize) : headerSize_(headerSize) {}

  Task<std::size_t> fileSize() {
    co_return headerSize_ + co_await bytesInPages();
  }

private:
  Task<std::size_t> bytesInPages();
  std::size_t headerSize_;
};

// Correct: && decides on the flag before anything is awaited.
class HealthProbe {
public:
  void setOpen(bool open) { open_ = open; }

  Task<bool> healthy() {
    bool answers = open_ && co_await ping();
    co_return answers;
  }

private:
  Task<bool> ping();
  bool open_ = false;
};

// Correct: the operands of << are ordered, in a stream as well.
class MetricsPage {
public:
  void onRequest() { ++requests_; }

  Task<void> render(std::ostream &out) {
    out << "requests " << requests_ << " peers " << co_await peerCount();
  }

private:
  Task<int> peerCount();
  int requests_ = 0;
};

// Correct: the running sum is a local that the awaited task never sees.
Task<double> sampleAt(int index);

Task<double> averageOfSamples(int count) {
  double sum = 0;
  for (int index = 0; index < count; ++index)
    sum = sum + co_await sampleAt(index);
  co_return sum / count;
}
