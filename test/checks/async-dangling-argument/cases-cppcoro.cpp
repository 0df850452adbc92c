// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-argument %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/async_scope.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/schedule_on.hpp>
#include <cppcoro/shared_task.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using cppcoro::shared_task;
using cppcoro::task;

// Buggy: the topic is put together on the spot and gone at the semicolon.
namespace mqtt {
struct Broker {
  task<int> subscribe(std::string_view topic);
  task<> ping();
};

task<int> watchBoiler(Broker &broker, std::string site) {
  task<int> subscription = broker.subscribe(site + "/boiler/temp"); // expect
  co_await broker.ping();
  co_return co_await std::move(subscription);
}
} // namespace mqtt

// Buggy: the header lies on the stack of a function that only makes the task.
namespace flash {
class Device {
public:
  task<std::size_t> write(std::uint32_t offset, std::span<const std::byte> data);

  task<std::size_t> writeHeader(std::byte version, std::byte flags) {
    std::array<std::byte, 16> header{};
    header[0] = version;
    header[1] = flags;
    return write(0, header); // expect
  }
};
} // namespace flash

// Buggy: every path ends with its iteration, the loads start after the loop.
namespace assets {
struct Mesh {
  std::vector<float> vertices;
};
task<Mesh> loadMesh(const std::string &path);

task<std::vector<Mesh>> loadScene(std::string root, int count) {
  std::vector<task<Mesh>> pending;
  pending.reserve(count);
  for (int i = 0; i < count; ++i) {
    std::string path = root + "/mesh" + std::to_string(i) + ".bin";
    pending.push_back(loadMesh(path)); // expect
  }
  co_return co_await cppcoro::when_all(std::move(pending));
}
} // namespace assets

// Buggy: the delivery runs on in the scope, the message is the function's own.
namespace chat {
struct Message {
  std::string from;
  std::string text;
};

class Room {
public:
  void post(Message message) {
    ++posted_;
    scope_.spawn(deliver(message)); // expect
  }

private:
  task<> deliver(const Message &message) {
    auto lock = co_await mutex_.scoped_lock_async();
    history_.push_back(message.from + ": " + message.text);
  }

  cppcoro::async_scope scope_;
  cppcoro::async_mutex mutex_;
  std::vector<std::string> history_;
  int posted_ = 0;
};
} // namespace chat

// Buggy: the default options are a temporary, the frame is rendered later.
namespace render {
struct Options {
  int samples = 4;
  bool shadows = true;
};
struct Scene;
task<> drawFrame(Scene &scene, const Options &options = Options());

class Window {
public:
  explicit Window(Scene &scene) : scene_(scene) {}

  void invalidate() {
    frame_ = drawFrame(scene_); // expect
  }
  task<> paint() { co_await std::exchange(frame_, task<>()); }

private:
  Scene &scene_;
  task<> frame_;
};
} // namespace render

// Buggy: the braced list becomes a vector that lives for one statement.
namespace dns {
task<int> resolveAll(cppcoro::static_thread_pool &pool,
                     const std::vector<std::string> &hosts) {
  co_await pool.schedule();
  int found = 0;
  for (const std::string &host : hosts)
    found += host.empty() ? 0 : 1;
  co_return found;
}

task<> refreshZones();

task<int> warmUp(cppcoro::static_thread_pool &pool) {
  auto resolving = resolveAll(pool, {"db.internal", "mq.internal"}); // expect
  co_await refreshZones();
  co_return co_await resolving;
}
} // namespace dns

// Buggy: the client itself is a temporary, its coroutine reads its host.
namespace http {
class Client {
public:
  explicit Client(std::string host) : host_(std::move(host)) {}

  task<std::string> get(cppcoro::io_service &service, std::string path) {
    co_await service.schedule();
    co_return "GET " + path + " @ " + host_;
  }

private:
  std::string host_;
};

task<std::string> fetchStatus(cppcoro::io_service &service, std::string host) {
  return Client(std::move(host)).get(service, "/status"); // expect
}
} // namespace http

// Buggy: the helper only passes the entry on, and the entry is gone.
namespace journal {
struct Entry {
  int level;
  std::string text;
};
class Journal {
public:
  task<> append(const Entry &entry) {
    co_await service_.schedule();
    lines_.push_back(entry.text);
  }
  task<> warn(const Entry &entry) { return append(entry); }
  task<> rotate();

private:
  cppcoro::io_service service_;
  std::vector<std::string> lines_;
};

task<> reportDisk(Journal &journal, std::string disk) {
  task<> warning = journal.warn(Entry{3, disk + " is full"}); // expect
  co_await journal.rotate();
  co_await warning;
}
} // namespace journal

// Buggy: the shared task in the cache keeps the address of a local key.
namespace tiles {
struct Key {
  int zoom, x, y;
};
struct Image {
  std::vector<std::uint8_t> pixels;
};
shared_task<Image> download(const Key *key);

class TileCache {
public:
  shared_task<Image> tileAt(int zoom, double lon, double lat) {
    Key key{zoom, static_cast<int>(lon), static_cast<int>(lat)};
    int id = key.zoom * 1000000 + key.x * 1000 + key.y;
    auto known = tiles_.find(id);
    if (known != tiles_.end())
      return known->second;
    shared_task<Image> image = download(&key); // expect
    tiles_.emplace(id, image);
    return image;
  }

private:
  std::map<int, shared_task<Image>> tiles_;
};
} // namespace tiles

// Buggy: the pool compresses a block that the caller has already dropped.
namespace backup {
struct Block {
  std::vector<std::byte> data;
};
Block readBlock(int index);
task<std::size_t> compress(const Block &block);

class Archiver {
public:
  task<std::size_t> archive(int index) {
    Block block = readBlock(index);
    return cppcoro::schedule_on(pool_, compress(block)); // expect
  }

private:
  cppcoro::static_thread_pool pool_;
};
} // namespace backup

// Correct: both names live in the coroutine that awaits the tasks.
namespace named {
task<int> countLines(const std::string &file);

task<int> compareLogs(std::string directory) {
  std::string today = directory + "/today.log";
  std::string yesterday = directory + "/yesterday.log";
  task<int> now = countLines(today);
  task<int> before = countLines(yesterday);
  int first = co_await now;
  int second = co_await before;
  co_return first - second;
}
} // namespace named

// Correct: the function is a coroutine and waits while the temporary lives.
namespace mail {
task<bool> sendMail(std::string_view address, const std::string &body);

task<bool> remind(std::string user, int days) {
  co_return co_await sendMail(user + "@example.org",
                              "due in " + std::to_string(days) + " days");
}
} // namespace mail

// Correct: when_all is awaited in the expression that makes the temporaries.
namespace dashboard {
task<double> readSensor(const std::string &name);

task<double> averageTemperature(std::string room) {
  auto [inside, outside] = co_await cppcoro::when_all(
      readSensor(room + "/inside"), readSensor(room + "/outside"));
  co_return (inside + outside) / 2;
}
} // namespace dashboard

// Correct: the task takes its path by value, so the loop may forget it.
namespace thumbs {
task<int> makeThumbnail(std::string path, int width);

task<int> makeThumbnails(std::vector<std::string> names) {
  std::vector<task<int>> jobs;
  for (const std::string &name : names) {
    std::string path = "/photos/" + name;
    jobs.push_back(makeThumbnail(path, 128));
  }
  int bytes = 0;
  for (int size : co_await cppcoro::when_all(std::move(jobs)))
    bytes += size;
  co_return bytes;
}
} // namespace thumbs

// Correct: a view of a string literal never dangles.
namespace registry {
task<int> lookUp(std::string_view service);

class Discovery {
public:
  void begin() { gateway_ = lookUp("gateway.primary"); }
  task<int> gateway() { return std::move(gateway_); }
  task<int> fallback() { return lookUp("gateway.secondary"); }

private:
  task<int> gateway_;
};
} // namespace registry

// Correct: the request is a member, it lives as long as the session.
namespace rpc {
struct Request {
  int id = 0;
  std::vector<std::byte> payload;
};
task<int> transmit(const Request &request);

class Session {
public:
  task<int> retry(int id) {
    request_.id = id;
    const Request &request = request_;
    return transmit(request);
  }

private:
  Request request_;
};
} // namespace rpc

// Correct: the local scope is joined before its documents are gone.
namespace search {
struct Document {
  std::string title;
};
task<> indexDocument(const Document &document);

task<> indexAll(std::vector<Document> documents) {
  cppcoro::async_scope scope;
  for (const Document &document : documents)
    scope.spawn(indexDocument(document));
  co_await scope.join();
}
} // namespace search

// Correct: a plain main waits for the task while the settings are there.
namespace tool {
struct Settings {
  std::string input;
  int jobs = 1;
};
task<int> runTool(const Settings &settings);

int toolMain(int argc, char **argv) {
  Settings settings;
  if (argc > 1)
    settings.input = argv[1];
  task<int> tool = runTool(settings);
  settings.jobs = 4;
  return cppcoro::sync_wait(tool);
}
} // namespace tool

// Correct: the elements belong to a vector that outlives every await.
namespace cluster {
struct Node {
  std::string host;
  int port;
};
task<bool> probe(const Node *node, std::string_view host);

task<int> countAlive(std::vector<Node> nodes) {
  std::vector<task<bool>> probes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    Node &node = nodes[i];
    probes.push_back(probe(&node, node.host));
  }
  int alive = 0;
  for (task<bool> &each : probes)
    alive += co_await each ? 1 : 0;
  co_return alive;
}
} // namespace cluster

// Correct: the event loop is run to its end before the reading is gone.
namespace meter {
struct Reading {
  double watts = 0;
};
task<> sample(cppcoro::io_service &service, Reading &reading) {
  co_await service.schedule();
  reading.watts = 230.0;
}

double measureOnce(cppcoro::async_scope &scope, cppcoro::io_service &service) {
  Reading reading;
  scope.spawn(sample(service, reading));
  service.process_pending_events();
  return reading.watts;
}
} // namespace meter
