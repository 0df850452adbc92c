// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-returns-task-of-task %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <concurrencpp/concurrencpp.h>

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using concurrencpp::executor;
using concurrencpp::lazy_result;
using concurrencpp::null_result;
using concurrencpp::result;
using concurrencpp::thread_pool_executor;

// Buggy: the wait is for the start of the read and not for its end.
struct file_text {
  std::string bytes;
};
result<file_text> read_file(std::string path);

class config_store {
public:
  void reload(thread_pool_executor &pool) {
    auto reading = pool.submit([this] { return read_file(m_path); }); // expect
    reading.wait();
    m_fresh = true;
  }

private:
  std::string m_path = "/etc/app.conf";
  bool m_fresh = false;
};

// Buggy: the migration goes on while the server accepts its first client.
struct migration_report {
  int tables = 0;
};
result<migration_report> migrate(std::string schema);

result<void> start_server(executor &background, std::string schema) {
  co_await background.submit(migrate, schema); // expect
  co_return;
}

// Buggy: the parts are counted as done when they were merely begun.
struct part {
  long offset = 0;
};

class downloader {
public:
  int fetch_all(thread_pool_executor &io, const std::string &url, int parts) {
    std::vector<result<result<part>>> pending;
    for (int i = 0; i < parts; ++i)
      pending.push_back(io.submit(&fetch_part, url, i)); // expect
    int done = 0;
    for (auto &one : pending) {
      one.wait();
      ++done;
    }
    return done;
  }

private:
  static result<part> fetch_part(std::string url, int index);
};

// Buggy: the coroutine lambda is left at its first suspension.
class chat_room {
public:
  result<void> broadcast(std::string line) {
    auto sending = m_pool->submit([this, line]() -> result<int> { // expect
      int delivered = 0;
      for (int member : m_members) {
        co_await send_to(member, line);
        ++delivered;
      }
      co_return delivered;
    });
    co_await sending;
    ++m_lines;
  }

private:
  result<void> send_to(int member, std::string line);
  std::shared_ptr<thread_pool_executor> m_pool;
  std::vector<int> m_members;
  int m_lines = 0;
};

// Buggy: a lazy result is carried to the worker and back, and never run.
struct checksum {
  unsigned value = 0;
};

class scrubber {
public:
  void scrub(concurrencpp::worker_thread_executor &worker) {
    for (int block = 0; block < m_blocks; ++block) {
      auto verified = worker.submit([this, block] { // expect
        return verify(block);
      });
      verified.wait();
    }
  }

private:
  lazy_result<checksum> verify(int block);
  int m_blocks = 64;
};

// Buggy: the output of a step may be a result, which is not awaited.
struct tokens {
  std::vector<std::string> words;
};
struct tokenize_step {
  using output = result<tokens>;
  output run(std::string text);
};

template <typename Step>
result<typename Step::output> run_step(Step step, std::string text) {
  if (text.size() > 4096)
    text.resize(4096);
  co_return step.run(std::move(text)); // expect
}

void tokenize_in_background(std::string text) {
  auto running = run_step(tokenize_step(), std::move(text));
  running.wait();
}

// Buggy: the lazy connection comes out of the lazy lookup unopened.
struct channel_handle {
  int fd = -1;
};
lazy_result<std::string> lookup_host(std::string service);
lazy_result<channel_handle> open_channel(std::string host);

lazy_result<lazy_result<channel_handle>> open_service(std::string service) {
  std::string host = co_await lookup_host(service);
  if (host.empty())
    throw std::exception();
  co_return open_channel(host); // expect
}

// Buggy: the flush is requested, its end is not waited for before the exit.
struct flushed {
  long bytes = 0;
};
result<flushed> flush_audit_log();

class shutdown_sequence {
public:
  ~shutdown_sequence() {
    if (m_audit)
      m_worker.submit(flush_audit_log).get(); // expect
  }

private:
  concurrencpp::worker_thread_executor m_worker;
  bool m_audit = true;
};

// Buggy: std::async knows nothing of the library's results.
struct query_plan {
  double cost = 0;
};

template <typename Connection> class planner {
public:
  explicit planner(Connection &connection) : m_connection(connection) {}

  void warm_up(const std::string &sql) {
    m_warm = false;
    auto planning = std::async(std::launch::async, [this, sql] { // expect
      return m_connection.explain(sql);
    });
    planning.get();
    m_warm = true;
  }

private:
  Connection &m_connection;
  bool m_warm = false;
};

struct pg_connection {
  result<query_plan> explain(std::string sql);
};
void warm_planner(pg_connection &connection) {
  planner<pg_connection>(connection).warm_up("SELECT 1");
}

// Buggy: coarse or fine, the chain yields a picture that is not finished.
struct picture {
  int width = 0, height = 0;
};

class filter_chain {
public:
  template <typename Filter>
  auto apply(Filter &filter, picture input)
      -> result<decltype(filter.fine(input))> {
    co_await concurrencpp::resume_on(m_pool);
    bool big = input.width * input.height > 1000000;
    m_big += big ? 1 : 0;
    co_return big ? filter.coarse(input) : filter.fine(input); // expect
  }

private:
  thread_pool_executor m_pool;
  int m_big = 0;
};

struct blur_filter {
  result<picture> fine(picture input);
  result<picture> coarse(picture input);
};
void blur(filter_chain &chain, blur_filter &filter) {
  chain.apply(filter, picture()).wait();
}

// Correct: an ordinary function is submitted, the result is its value.
long count_primes(long limit);

result<long> primes_below(thread_pool_executor &pool,
                          std::vector<long> limits) {
  long total = 0;
  for (long limit : limits)
    total += co_await pool.submit(count_primes, limit);
  co_return total;
}

// Correct: both layers are awaited in one expression.
struct sensor_value {
  int raw = 0;
};
result<sensor_value> read_sensor(int pin);

result<int> average(executor &io, int pin) {
  int sum = 0;
  for (int i = 0; i < 8; ++i) {
    sensor_value value = co_await co_await io.submit(read_sensor, pin);
    sum += value.raw;
  }
  co_return sum / 8;
}

// Correct: the inner result is kept and awaited after other work.
struct render_pass {
  int triangles = 0;
};

class renderer {
public:
  result<int> frame(thread_pool_executor &pool) {
    auto pass = co_await pool.submit([this] { return begin_pass(); });
    update_camera();
    render_pass finished = co_await pass;
    co_return finished.triangles;
  }

private:
  result<render_pass> begin_pass();
  void update_camera();
};

// Correct: the submitted callable finishes the query itself.
struct user_row {
  std::string name;
};
result<user_row> select_user(int id);

result<std::string> user_name(concurrencpp::thread_executor &threads, int id) {
  auto row = threads.submit([id] { return select_user(id).get(); });
  user_row user = co_await row;
  co_return user.name;
}

// Correct: the template awaits the step and yields its value.
struct parsed {
  int nodes = 0;
};
struct parse_step {
  using value = parsed;
  result<value> run(std::string text);
};

template <typename Step>
result<typename Step::value> finish_step(Step step, std::string text) {
  if (text.empty())
    text = "{}";
  co_return co_await step.run(std::move(text));
}

result<int> count_nodes(std::string text) {
  parsed tree = co_await finish_step(parse_step(), std::move(text));
  co_return tree.nodes;
}

// Correct: the fire-and-forget coroutine has no result to lose.
class metrics_pusher {
public:
  void push(std::string line) {
    m_pool.post([this, line]() -> null_result {
      try {
        co_await send(line);
      } catch (...) {
        ++m_failures;
      }
    });
  }

private:
  result<void> send(std::string line);
  thread_pool_executor m_pool;
  int m_failures = 0;
};

// Correct: run() starts the lazy result and makes one layer of it.
struct tile {
  int x = 0, y = 0;
};
lazy_result<tile> draw_tile(int x, int y);

result<int> draw_row(int y, int columns) {
  std::vector<result<tile>> drawing;
  for (int x = 0; x < columns; ++x)
    drawing.push_back(draw_tile(x, y).run());
  int sum = 0;
  for (auto &one : drawing)
    sum += (co_await one).x;
  co_return sum;
}

// Correct: the coroutine changes to the pool itself and awaits the work.
struct archive {
  long size = 0;
};
result<archive> pack(std::string folder);

result<archive> pack_in_pool(thread_pool_executor &pool, std::string folder) {
  co_await concurrencpp::resume_on(pool);
  if (folder.back() == '/')
    folder.pop_back();
  co_return co_await pack(std::move(folder));
}

// Correct: the pool starts all shards and the caller awaits each of them.
struct shard_size {
  long rows = 0;
};
result<shard_size> measure_shard(int shard);

result<long> measure_table(thread_pool_executor &pool, int shards) {
  auto sizes = co_await pool.submit([shards] {
    std::vector<result<shard_size>> started;
    for (int shard = 0; shard < shards; ++shard)
      started.push_back(measure_shard(shard));
    return started;
  });
  long rows = 0;
  for (auto &size : sizes)
    rows += (co_await size).rows;
  co_return rows;
}

// Correct: the coroutine hands out work of a thread that is running.
struct firmware {
  int version = 0;
};
std::shared_future<firmware> flash_on_thread(std::string image);
result<std::string> download_image(int model);

result<std::shared_future<firmware>> begin_update(int model) {
  std::string image = co_await download_image(model);
  co_return flash_on_thread(std::move(image));
}
