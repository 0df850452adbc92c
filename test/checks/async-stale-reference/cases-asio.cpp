// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-stale-reference %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: a member that leaves during the write invalidates the loop.
class ChatRoom {
public:
  using Member = std::shared_ptr<tcp::socket>;

  void join(Member member) { members_.push_back(std::move(member)); }
  void leave(const Member &member) { std::erase(members_, member); }

  awaitable<void> broadcast(std::string text) {
    for (const Member &member : members_) // expect
      co_await asio::async_write(*member, asio::buffer(text), use_awaitable);
  }

private:
  std::vector<Member> members_;
};

// Buggy: the eviction timer erases the entry while the name is resolved anew.
struct DnsEntry {
  std::string address;
  unsigned refreshes = 0;
};
awaitable<std::string> queryNameServer(std::string host);

class DnsCache {
public:
  explicit DnsCache(asio::io_context &context) : evictor_(context) {
    evictor_.expires_after(std::chrono::minutes(1));
    evictor_.async_wait([this](const boost::system::error_code &error) {
      if (!error)
        std::erase_if(entries_,
                      [](const auto &each) { return each.second.refreshes > 9; });
    });
  }

  awaitable<void> refresh(std::string host) {
    auto entry = entries_.find(host);
    if (entry == entries_.end())
      co_return;
    std::string address = co_await queryNameServer(host);
    entry->second.address = std::move(address); // expect
  }

private:
  asio::steady_timer evictor_;
  std::unordered_map<std::string, DnsEntry> entries_;
};

// Buggy: a device that is plugged in moves the one that a helper has found.
struct UsbDevice {
  int id = 0;
  bool ready = false;
};
awaitable<void> resetPort(int id);

class DeviceManager {
public:
  void plugged(UsbDevice device) { devices_.push_back(device); }

  awaitable<bool> restart(int id) {
    UsbDevice *device = findDevice(id);
    if (!device)
      co_return false;
    co_await resetPort(id);
    device->ready = true; // expect
    co_return true;
  }

private:
  UsbDevice *findDevice(int id) {
    for (UsbDevice &each : devices_)
      if (each.id == id)
        return &each;
    return nullptr;
  }

  std::vector<UsbDevice> devices_;
};

// Buggy: signing out empties the optional while the avatar is fetched.
struct Account {
  std::string name;
  std::string avatarUrl;
};
awaitable<std::string> downloadImage(std::string url);
void showProfile(const std::string &name, const std::string &image);

class ProfilePanel {
public:
  void signIn(Account account) { account_ = std::move(account); }
  void signOut() { account_.reset(); }

  awaitable<void> show() {
    if (!account_)
      co_return;
    const Account &account = account_.value();
    std::string image = co_await downloadImage(account.avatarUrl);
    showProfile(account.name, image); // expect
  }

private:
  std::optional<Account> account_;
};

// Buggy: the link is destroyed while its own loop is suspended.
class SerialLink {
public:
  explicit SerialLink(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<void> run() {
    std::array<char, 64> chunk;
    for (;;) {
      std::size_t size =
          co_await socket_.async_read_some(asio::buffer(chunk), use_awaitable);
      received_ += size;
    }
  }

private:
  tcp::socket socket_;
  std::size_t received_ = 0;
};

class SerialPortDialog {
public:
  void open(tcp::socket socket) {
    link_ = std::make_unique<SerialLink>(std::move(socket));
  }
  void close() { link_.reset(); }

  awaitable<void> monitor() {
    if (link_)
      co_await link_->run(); // expect
  }

private:
  std::unique_ptr<SerialLink> link_;
};

// Buggy: renaming the document frees the text that the view refers to.
awaitable<bool> confirmOverwrite();
void writeFile(std::string_view name);

class Document {
public:
  void rename(std::string title) { title_ = std::move(title); }

  awaitable<void> save() {
    std::string_view name = title_;
    if (!co_await confirmOverwrite())
      co_return;
    writeFile(name); // expect
  }

private:
  std::string title_;
};

// Buggy: cancelling removes the job whose parts were bound.
struct PrintJob {
  std::string file;
  bool printed = false;
};
awaitable<void> sendToPrinter(std::string file);

class Spooler {
public:
  void submit(int id, PrintJob job) { jobs_.emplace(id, std::move(job)); }
  void cancel(int id) { jobs_.erase(id); }

  awaitable<void> printNext() {
    if (jobs_.empty())
      co_return;
    auto &[id, job] = *jobs_.begin();
    co_await sendToPrinter(job.file);
    job.printed = true; // expect
  }

private:
  std::map<int, PrintJob> jobs_;
};

// Buggy: the element is found before the argument awaits, and added to after.
struct Hop {
  std::string gateway;
  int metric;
};
awaitable<Hop> probeGateway(std::string prefix);

class RouteTable {
public:
  void announce(const std::string &prefix) { routes_[prefix]; }
  void withdraw(const std::string &prefix) { routes_.erase(prefix); }

  awaitable<void> measure(std::string prefix) {
    if (!routes_.contains(prefix))
      co_return;
    routes_.find(prefix)->second.push_back(co_await probeGateway(prefix)); // expect
  }

private:
  std::map<std::string, std::vector<Hop>> routes_;
};

// Buggy: a global list of sinks grows while a record is written to one.
struct LogSink {
  std::string host;
  unsigned failures = 0;
};
static std::vector<LogSink> logSinks;
awaitable<bool> shipRecord(std::string host, std::string record);

void addLogSink(std::string host) { logSinks.push_back({std::move(host)}); }

awaitable<void> logPrimary(std::string record) {
  if (logSinks.empty())
    co_return;
  LogSink &primary = logSinks.front();
  if (!co_await shipRecord(primary.host, std::move(record)))
    ++primary.failures; // expect
}

// Buggy: two coroutines share a local; one appends while the other iterates.
struct Sample {
  double value;
};
awaitable<Sample> readSensor();
awaitable<void> storeSample(Sample sample);

awaitable<void> recordSamples() {
  using namespace asio::experimental::awaitable_operators;
  std::vector<Sample> samples;
  auto collect = [&samples]() -> awaitable<void> {
    for (int count = 0; count < 1000; ++count)
      samples.push_back(co_await readSensor());
  };
  auto flush = [&samples]() -> awaitable<void> {
    for (const Sample &sample : samples) // expect
      co_await storeSample(sample);
  };
  co_await (collect() && flush());
}

// Correct: the broadcast goes through a copy of the list of shared pointers.
class StatusBoard {
public:
  using Viewer = std::shared_ptr<tcp::socket>;

  void attach(Viewer viewer) { viewers_.push_back(std::move(viewer)); }
  void detach(const Viewer &viewer) { std::erase(viewers_, viewer); }

  awaitable<void> publish(std::string status) {
    const std::vector<Viewer> viewers(viewers_);
    for (const Viewer &viewer : viewers)
      co_await asio::async_write(*viewer, asio::buffer(status), use_awaitable);
  }

private:
  std::vector<Viewer> viewers_;
};

// Correct: the pending messages are exchanged into the frame before sending.
class Outbox {
public:
  explicit Outbox(tcp::socket socket) : socket_(std::move(socket)) {}

  void enqueue(std::string message) { pending_.push_back(std::move(message)); }

  awaitable<void> flush() {
    auto batch = std::exchange(pending_, {});
    for (const std::string &message : batch)
      co_await asio::async_write(socket_, asio::buffer(message), use_awaitable);
  }

private:
  tcp::socket socket_;
  std::vector<std::string> pending_;
};

// Correct: the price is looked up again when the exchange has answered.
struct Quote {
  double price = 0;
  unsigned updates = 0;
};
awaitable<double> fetchPrice(std::string symbol);

class QuoteBook {
public:
  void subscribe(const std::string &symbol) { quotes_[symbol]; }
  void unsubscribe(const std::string &symbol) { quotes_.erase(symbol); }

  awaitable<void> update(std::string symbol) {
    auto quote = quotes_.find(symbol);
    if (quote == quotes_.end())
      co_return;
    double price = co_await fetchPrice(symbol);
    quote = quotes_.find(symbol);
    if (quote == quotes_.end())
      co_return;
    quote->second.price = price;
    ++quote->second.updates;
  }

private:
  std::unordered_map<std::string, Quote> quotes_;
};

// Correct: a copy of the shared pointer keeps the upstream alive.
struct Upstream {
  std::string host;
  unsigned inFlight = 0;
};
awaitable<std::string> forwardRequest(std::string host, std::string request);

class LoadBalancer {
public:
  void add(std::shared_ptr<Upstream> upstream) {
    upstreams_.push_back(std::move(upstream));
  }
  void drain() { upstreams_.clear(); }

  awaitable<std::string> dispatch(std::string request) {
    if (upstreams_.empty())
      co_return std::string();
    std::shared_ptr<Upstream> chosen = upstreams_.front();
    Upstream &upstream = *chosen;
    ++upstream.inFlight;
    std::string reply =
        co_await forwardRequest(upstream.host, std::move(request));
    --upstream.inFlight;
    co_return reply;
  }

private:
  std::vector<std::shared_ptr<Upstream>> upstreams_;
};

// Correct: a map keeps its elements in place and nobody erases a counter.
awaitable<std::size_t> drainTopic(std::string topic);

class TopicStatistics {
public:
  void declareTopic(const std::string &topic) { counters_.try_emplace(topic, 0); }

  awaitable<void> consume(std::string topic) {
    std::uint64_t &counter = counters_[topic];
    std::size_t drained = co_await drainTopic(topic);
    counter += drained;
  }

private:
  std::map<std::string, std::uint64_t> counters_;
};

// Correct: a version tells whether the layout changed during the measurement.
struct Widget {
  int id = 0;
  int width = 0;
};
awaitable<int> measureText(int id);

class FormLayout {
public:
  void add(Widget widget) {
    widgets_.push_back(widget);
    ++version_;
  }

  awaitable<void> fit(std::size_t index) {
    if (index >= widgets_.size())
      co_return;
    Widget &widget = widgets_[index];
    const unsigned version = version_;
    int width = co_await measureText(widget.id);
    if (version != version_)
      co_return;
    widget.width = width;
  }

private:
  std::vector<Widget> widgets_;
  unsigned version_ = 0;
};

// Correct: what is needed of the settings is copied before the suspension.
struct ProxySettings {
  std::string host;
  unsigned short port = 0;
};
awaitable<bool> reachable(std::string host, unsigned short port);
void reportProxy(const std::string &host, bool usable);

class NetworkPage {
public:
  void apply(ProxySettings proxy) { proxy_ = std::move(proxy); }
  void clear() { proxy_.reset(); }

  awaitable<void> testProxy() {
    if (!proxy_)
      co_return;
    const ProxySettings &proxy = *proxy_;
    std::string host = proxy.host;
    bool usable = co_await reachable(host, proxy.port);
    reportProxy(host, usable);
  }

private:
  std::optional<ProxySettings> proxy_;
};

// Correct: only the constructor fills the list of valves.
struct Valve {
  int pin;
};
awaitable<void> openValve(int pin);

class Irrigation {
public:
  explicit Irrigation(const std::vector<int> &pins) {
    for (int pin : pins)
      valves_.push_back({pin});
  }

  awaitable<void> waterAll() {
    for (const Valve &valve : valves_)
      co_await openValve(valve.pin);
  }

  std::size_t count() const { return valves_.size(); }

private:
  std::vector<Valve> valves_;
};

// Correct: the right side of the assignment is awaited first.
awaitable<std::vector<char>> loadTile(int index);

class TileMap {
public:
  void discard(int index) { tiles_.erase(index); }

  awaitable<void> prefetch(int index) {
    tiles_[index] = co_await loadTile(index);
  }

private:
  std::unordered_map<int, std::vector<char>> tiles_;
};

// Correct: the loop is left as soon as the alarm has been acknowledged.
struct Alarm {
  int zone;
  bool urgent;
};
awaitable<void> acknowledge(int zone);

class AlarmPanel {
public:
  void raise(Alarm alarm) { alarms_.push_back(alarm); }
  void silence() { alarms_.clear(); }

  awaitable<bool> acknowledgeFirstUrgent() {
    for (const Alarm &alarm : alarms_) {
      if (!alarm.urgent)
        continue;
      co_await acknowledge(alarm.zone);
      co_return true;
    }
    co_return false;
  }

private:
  std::vector<Alarm> alarms_;
};
