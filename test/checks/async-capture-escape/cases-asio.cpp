// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-capture-escape %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

// Buggy: the line is a parameter of say(), the strand sends it later.
namespace chat {
class Room {
public:
  explicit Room(asio::io_context &context)
      : strand_(asio::make_strand(context)) {}

  void say(const std::string &user, const std::string &text) {
    std::string line = user + ": " + text;
    asio::post(strand_, [this, &line] { history_.push_back(line); }); // expect
  }

private:
  asio::strand<asio::io_context::executor_type> strand_;
  std::deque<std::string> history_;
};
} // namespace chat

// Buggy: the accepted socket ends with the iteration, its session goes on.
namespace gateway {
awaitable<void> serve(tcp::socket &socket);

awaitable<void> listen(tcp::acceptor &acceptor) {
  auto executor = co_await asio::this_coro::executor;
  for (;;) {
    tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(
        executor,
        [&peer]() -> awaitable<void> { // expect
          co_await serve(peer);
          peer.close();
        },
        asio::detached);
  }
}
} // namespace gateway

// Buggy: the detached thread uploads from a path that is gone.
namespace crashreports {
bool upload(const std::string &path);

void sendReport(const std::string &folder, int id) {
  const std::string path = folder + "/" + std::to_string(id) + ".dmp";
  std::thread([&path] { // expect
    for (int attempt = 0; attempt < 3; ++attempt)
      if (upload(path))
        break;
  })
      .detach();
}
} // namespace crashreports

// Buggy: the worker outlives start(), the name of its queue does not.
namespace jobs {
void drainQueue(const std::string &name);

class WorkerPool {
public:
  ~WorkerPool() {
    for (std::thread &worker : workers_)
      worker.join();
  }
  void start(std::string queue) {
    workers_.emplace_back([&queue] { drainQueue(queue); }); // expect
  }

private:
  std::vector<std::thread> workers_;
};
} // namespace jobs

// Buggy: the pointer that the job copies leads to a parameter of submit().
namespace orders {
struct Order {
  int id;
  std::vector<std::string> articles;
};
void book(const Order &order);

class OrderDesk {
public:
  void submit(Order order) {
    if (order.articles.empty())
      return;
    asio::post(pool_, [pending = &order] { book(*pending); }); // expect
  }

private:
  asio::thread_pool pool_{2};
};
} // namespace orders

// Buggy: the view is copied, the text it looks at is a local string.
namespace visits {
void appendToLog(std::string_view host);
std::string decode(const char *raw);

void logVisit(asio::io_context &context, const char *raw) {
  std::string url = decode(raw);
  std::string_view host(url);
  asio::defer(context, [host] { appendToLog(host); }); // expect
}
} // namespace visits

// Buggy: the blocks end with the loop's body, the sums are awaited after it.
namespace statistics {
std::vector<int> readBlock(int number);
int sumOf(const std::vector<int> &block);

int sumBlocks(asio::thread_pool &pool, int blocks) {
  std::vector<std::future<int>> sums;
  for (int number = 0; number < blocks; ++number) {
    std::vector<int> block = readBlock(number);
    sums.push_back(asio::co_spawn(
        pool,
        [&block]() -> awaitable<int> { co_return sumOf(block); }, // expect
        asio::use_future));
  }
  int total = 0;
  for (std::future<int> &sum : sums)
    total += sum.get();
  return total;
}
} // namespace statistics

// Buggy: the helper posts what it is given, the caller's text is gone by then.
namespace mail {
void deliver(const std::string &letter, int priority);

template <typename Task>
void runInBackground(asio::io_context &context, Task task) {
  asio::post(context, std::move(task));
}

void confirmOrder(asio::io_context &context, const std::string &customer) {
  std::string letter = "Dear " + customer + ", thank you for your order.";
  const int priority = 2;
  runInBackground(context, [&] { deliver(letter, priority); }); // expect
}
} // namespace mail

// Buggy: the reference leads into a list that only this function has.
namespace player {
struct Track {
  std::string file;
};
std::vector<Track> loadPlaylist();
void openDecoder(const Track &track);

void playFirst(asio::any_io_executor audio) {
  std::vector<Track> tracks = loadPlaylist();
  if (tracks.empty())
    return;
  const Track &first = tracks.front();
  asio::post(audio, [&first] { openDecoder(first); }); // expect
}
} // namespace player

// Buggy: each thread looks at the title of an iteration that has ended.
namespace typesetting {
struct Chapter {
  int number;
};
std::string titleOf(const Chapter &chapter);
void typeset(int number, const std::string &title);

void typesetBook(const std::vector<Chapter> &chapters) {
  std::vector<std::thread> threads;
  for (const Chapter &chapter : chapters) {
    std::string title = titleOf(chapter);
    const int number = chapter.number;
    threads.emplace_back(
        [number, &title] { typeset(number, title); }); // expect
  }
  for (std::thread &thread : threads)
    thread.join();
}
} // namespace typesetting

// Correct: the line moves into the handler.
namespace notices {
class Board {
public:
  explicit Board(asio::io_context &context)
      : strand_(asio::make_strand(context)) {}

  void pin(const std::string &author, const std::string &text) {
    std::string note = author + ": " + text;
    asio::post(strand_, [this, note = std::move(note)]() mutable {
      notes_.push_back(std::move(note));
    });
  }

private:
  asio::strand<asio::io_context::executor_type> strand_;
  std::vector<std::string> notes_;
};
} // namespace notices

// Correct: the session owns the socket, co_spawn keeps the lambda.
namespace echo {
awaitable<void> echoLines(tcp::socket &socket);

awaitable<void> listen(tcp::acceptor &acceptor) {
  for (;;) {
    tcp::socket peer = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(
        acceptor.get_executor(),
        [peer = std::move(peer)]() mutable -> awaitable<void> {
          co_await echoLines(peer);
          peer.close();
        },
        asio::detached);
  }
}
} // namespace echo

// Correct: the thread is joined where the picture lives.
namespace preview {
struct Picture {
  std::vector<unsigned char> pixels;
};
void blur(Picture &picture);
void drawSpinner();

Picture blurred(Picture picture) {
  std::thread worker([&picture] { blur(picture); });
  drawSpinner();
  worker.join();
  return picture;
}
} // namespace preview

// Correct: the pool is younger than the table and ends before it.
namespace indexing {
std::size_t indexFile(const std::string &file);
struct Entry {
  std::size_t words = 0;
};

std::vector<Entry> buildIndex(const std::vector<std::string> &files) {
  std::vector<Entry> entries(files.size());
  asio::thread_pool pool(4);
  for (std::size_t i = 0; i < files.size(); ++i)
    asio::post(pool, [&entries, &files, i] {
      entries[i].words = indexFile(files[i]);
    });
  pool.join();
  return entries;
}
} // namespace indexing

// Correct: the transaction is awaited in the expression that starts it.
namespace bank {
struct Receipt {
  int number = 0;
};
awaitable<int> bookTransfer(int from, int to, long cents);

awaitable<Receipt> transfer(asio::any_io_executor database, int from, int to,
                            long cents) {
  Receipt receipt;
  co_await asio::co_spawn(
      database,
      [&]() -> awaitable<void> {
        receipt.number = co_await bookTransfer(from, to, cents);
      },
      use_awaitable);
  co_return receipt;
}
} // namespace bank

// Correct: the caller blocks on the future while its query is in scope.
namespace lookup {
awaitable<std::string> resolveName(const std::string &name);

std::string resolveNow(asio::io_context &background, std::string name) {
  std::future<std::string> address = asio::co_spawn(
      background,
      [&name]() -> awaitable<std::string> {
        co_return co_await resolveName(name);
      },
      asio::use_future);
  return address.get();
}
} // namespace lookup

// Correct: the visitor is called before the function returns.
namespace scene {
struct Node {
  int triangles = 0;
  std::vector<Node> children;
};

template <typename Visitor> void visitNodes(const Node &node, Visitor visit) {
  visit(node);
  for (const Node &child : node.children)
    visitNodes(child, visit);
}

void reportTriangles(asio::io_context &context, const Node &root,
                     void (*report)(int)) {
  int triangles = 0;
  visitNodes(root,
             [&triangles](const Node &node) { triangles += node.triangles; });
  asio::post(context, [triangles, report] { report(triangles); });
}
} // namespace scene

// Correct: the settings belong to the caller, the reference leads to them.
namespace weather {
struct Settings {
  std::string station;
  int interval = 60;
};
void queryStation(const std::string &station);

void scheduleQuery(asio::io_context &context, const Settings &settings) {
  asio::post(context, [&settings] { queryStation(settings.station); });
}
} // namespace weather

// Correct: the loop runs in this very function, as command line tools do.
namespace ping {
awaitable<int> roundTrip(std::string host);
void print(int milliseconds);

int measure(const std::vector<std::string> &hosts) {
  asio::io_context context;
  int worst = 0;
  for (const std::string &host : hosts)
    asio::co_spawn(
        context,
        [&worst, host]() -> awaitable<void> {
          worst = std::max(worst, co_await roundTrip(host));
        },
        asio::detached);
  context.run();
  print(worst);
  return worst > 1000 ? 1 : 0;
}
} // namespace ping

// Correct: the progress is shared, and the job has a share of it.
namespace backup {
struct Progress {
  std::size_t done = 0;
};
void copy(const std::string &file);

std::shared_ptr<Progress> start(asio::thread_pool &pool,
                                std::vector<std::string> files) {
  auto progress = std::make_shared<Progress>();
  std::erase_if(files, [&progress](const std::string &file) {
    if (!file.empty())
      return false;
    ++progress->done;
    return true;
  });
  asio::post(pool, [progress, files = std::move(files)] {
    for (const std::string &file : files) {
      copy(file);
      ++progress->done;
    }
  });
  return progress;
}
} // namespace backup
