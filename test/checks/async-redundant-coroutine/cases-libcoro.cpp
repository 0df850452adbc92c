// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-redundant-coroutine %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <coro/mutex.hpp>
#include <coro/task.hpp>
#include <coro/thread_pool.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

// Buggy: the default priority costs a coroutine.
struct job_id {
  int value = 0;
};
coro::task<job_id> enqueue(std::string command, int priority);

coro::task<job_id> enqueue(std::string command) {
  co_return co_await enqueue(std::move(command), 10); // expect
}

// Buggy: a method on a session that the caller owns.
class session {
public:
  auto run(bool verbose) -> coro::task<void>;
};

auto run_quietly(session &client) -> coro::task<void> {
  co_await client.run(false); // expect
}

// Buggy: the pointed-to driver outlives this coroutine, it is none of its own.
struct uart_driver {
  coro::task<std::uint8_t> read_register(std::uint16_t address);
};

coro::task<std::uint8_t> read_status(uart_driver *driver) {
  co_return co_await driver->read_register(0x0045); // missed: not seen
}

// Buggy: the derived parser only calls what it inherits.
class base_parser {
public:
  coro::task<int> parse_block(int depth);

protected:
  int max_depth_ = 8;
};

class script_parser : public base_parser {
public:
  coro::task<int> parse_body(int depth) {
    co_return co_await base_parser::parse_block(depth + 1); // expect
  }
};

// Buggy: the generic retry front end hands the callable on by reference.
template <typename Operation>
coro::task<int> retry(Operation &operation, int attempts) {
  int result = 0;
  while (attempts-- > 0 && result == 0)
    result = co_await operation();
  co_return result;
}

template <typename Operation>
coro::task<int> retry_thrice(Operation &operation) {
  co_return co_await retry(operation, 3); // expect
}

struct ping {
  coro::task<int> operator()();
};
coro::task<bool> reachable() {
  ping operation;
  co_return co_await retry_thrice(operation) != 0;
}

// Buggy: the singleton's method is only given another name.
class settings_store {
public:
  static settings_store &instance();
  coro::task<std::optional<int>> load(const std::string &key);
};

namespace settings {
coro::task<std::optional<int>> lookup(const std::string &key) {
  co_return co_await settings_store::instance().load(key); // expect
}
} // namespace settings

// Buggy: the document is moved through one more frame than needed.
struct document {
  std::vector<std::string> lines;
};
coro::task<std::size_t> spell_check(document text, bool strict);

auto spell_check_draft(document text) -> coro::task<std::size_t> {
  co_return co_await spell_check(std::move(text), false); // expect
}

// Buggy: the stored handler is called with the arguments as they came.
class event_hub {
public:
  using handler = std::function<coro::task<void>(int, std::string)>;

  void on_alarm(handler h) { alarm_ = std::move(h); }
  coro::task<void> raise(int code, std::string text) {
    co_await alarm_(code, std::move(text)); // expect
  }

private:
  handler alarm_;
};

// Buggy: the thread pool already gives a task for the task.
coro::task<std::uint64_t> checksum(std::shared_ptr<const std::string> data);

coro::task<std::uint64_t> checksum_on(coro::thread_pool &pool,
                                      std::shared_ptr<const std::string> data) {
  co_return co_await pool.schedule(checksum(std::move(data))); // expect
}

// Buggy: the table of commands holds coroutines of a single statement.
struct robot {
  int arm = 0;
};
coro::task<void> move_arm(robot &target, int degrees, int speed);
using robot_command = coro::task<void> (*)(robot &);

constexpr robot_command turn_commands[] = {
    [](robot &target) -> coro::task<void> {
      co_await move_arm(target, 90, 1); // expect
    },
};

// Correct: a plain function chooses the table and returns the task.
coro::task<std::string> select_row(const std::string &table, int id);

class user_table {
public:
  coro::task<std::string> find(int id) { return select_row(table_, id); }

private:
  std::string table_ = "users";
};

// Correct: two steps, one after the other.
coro::task<void> erase_sector(int sector);
coro::task<void> write_sector(int sector, std::vector<std::byte> data);

coro::task<void> replace_sector(int sector, std::vector<std::byte> data) {
  co_await erase_sector(sector);
  co_await write_sector(sector, std::move(data));
}

// Correct: the coroutine holds the player while it plays.
class player {
public:
  coro::task<void> play(int track);
};

coro::task<void> play_first(std::shared_ptr<player> p) { co_await p->play(1); }

// Correct: the bytes belong to this coroutine, the callee has a span of them.
coro::task<std::size_t> send_frame(std::span<const std::byte> frame);

coro::task<std::size_t> send_owned(std::vector<std::byte> frame) {
  co_return co_await send_frame(frame);
}

// Correct: the pointer into the parameter is good as long as this runs.
coro::task<int> hash_bytes(const char *data, std::size_t size);

coro::task<int> hash_text(std::string text) {
  co_return co_await hash_bytes(text.data(), text.size());
}

// Correct: waiting for a worker thread is no task of this type.
coro::task<void> hop(coro::thread_pool &pool) { co_await pool.schedule(); }

// Correct: the integer of the callee becomes a floating-point number.
coro::task<int> read_millivolts(int channel);

coro::task<double> read_sample(int channel) {
  co_return co_await read_millivolts(channel);
}

// Correct: the lock of the mutex is kept until the entry is stored.
class ledger {
public:
  coro::task<void> add(int cents) {
    auto lock = co_await mutex_.scoped_lock();
    co_await store(cents);
  }

private:
  coro::task<void> store(int cents);
  coro::mutex mutex_;
};

// Correct: the task that is awaited was started by somebody else.
class warm_up {
public:
  explicit warm_up(coro::task<void> running) : running_(std::move(running)) {}
  coro::task<void> done() { co_await running_; }

private:
  coro::task<void> running_;
};

// Correct: the temporary matcher has to live while the task refers to it.
class matcher {
public:
  explicit matcher(const std::string &pattern);
  coro::task<std::size_t> count(const std::string &text) const;
};

coro::task<std::size_t> count_words(const std::string &text) {
  co_return co_await matcher("\\w+").count(text);
}
