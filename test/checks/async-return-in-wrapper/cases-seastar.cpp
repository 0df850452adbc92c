// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-return-in-wrapper %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <seastar/core/coroutine.hh>
#include <seastar/core/do_with.hh>
#include <seastar/core/future.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/loop.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/sleep.hh>
#include <seastar/core/thread.hh>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

using seastar::future;
using seastar::make_exception_future;
using seastar::make_ready_future;
using namespace std::chrono_literals;

// Buggy: the failed write is in the future, the fallback is never used.
namespace metrics {
class exporter {
public:
  future<bool> publish(uint64_t sample) {
    try {
      return write_remote(sample); // expect
    } catch (const std::exception &error) {
      std::fprintf(stderr, "metrics: %s\n", error.what());
      return make_ready_future<bool>(false);
    }
  }

private:
  future<bool> write_remote(uint64_t sample);
};
} // namespace metrics

// Buggy: a read that fails later is not answered with an empty row.
namespace table {
struct row {
  int64_t key = 0;
  int64_t value = 0;
};

future<row> read_row(int64_t key) {
  co_await seastar::sleep(1ms);
  if (key < 0)
    throw std::out_of_range("key");
  co_return row{key, 1};
}

future<row> read_or_empty(int64_t key) {
  try {
    future<row> pending = read_row(key);
    return pending; // expect
  } catch (const std::out_of_range &) {
    return make_ready_future<row>();
  }
}
} // namespace table

// Buggy: one broken replica ends the whole loop, its handler sees nothing.
namespace replicas {
future<> repair(int replica);

future<> repair_all(std::vector<int> &replicas) {
  return seastar::do_for_each(replicas, [](int replica) -> future<> {
    try {
      return repair(replica); // expect
    } catch (...) {
      return make_ready_future<>();
    }
  });
}
} // namespace replicas

// Buggy: the whole body is a try block, the task fails outside of it.
namespace disk {
future<size_t> free_blocks(unsigned device);

future<size_t> free_blocks_or_none(unsigned device) noexcept try {
  return free_blocks(device); // expect
} catch (...) {
  return make_ready_future<size_t>(0u);
}
} // namespace disk

// Buggy: stopping the base fails after the handler has been left.
namespace service {
class service_base {
public:
  virtual ~service_base() = default;
  virtual future<> stop();
};

class compactor : public service_base {
public:
  future<> stop() override {
    try {
      return service_base::stop(); // expect
    } catch (const seastar::gate_closed_exception &) {
    }
    return make_ready_future<>();
  }
};
} // namespace service

// Buggy: the session is gone when its coroutine goes on.
namespace session {
class handshake {
public:
  explicit handshake(int version) : _version(version) {}

  future<bool> run(int peer) {
    int answer = co_await exchange(peer);
    co_return answer == _version;
  }

private:
  static future<int> exchange(int peer);
  int _version;
};

future<bool> is_compatible(int peer) {
  handshake shake(3);
  return shake.run(peer); // expect
}
} // namespace session

// Buggy: on the slow path the local cursor dies under its task.
namespace scan {
class cursor {
public:
  cursor(int first, int last) : _next(first), _last(last) {}

  future<int> sum() {
    int total = 0;
    while (_next < _last) {
      co_await seastar::sleep(1ms);
      total += _next++;
    }
    co_return total;
  }

private:
  int _next;
  int _last;
};

future<int> sum_range(int first, int last) {
  if (first >= last)
    return make_ready_future<int>(0);
  cursor range(first, last);
  return range.sum(); // expect
}
} // namespace scan

// Buggy: the descriptor is closed before the second half is read.
extern "C" int sys_close(int fd);
namespace blob {
class unique_fd {
public:
  explicit unique_fd(int fd) noexcept : _fd(fd) {}
  unique_fd(const unique_fd &) = delete;
  ~unique_fd() {
    if (_fd >= 0)
      sys_close(_fd);
  }
  int get() const noexcept { return _fd; }

private:
  int _fd;
};

future<size_t> pread(int fd, size_t offset);

future<size_t> read_halves(int fd) {
  size_t first = co_await pread(fd, 0);
  size_t second = co_await pread(fd, first);
  co_return first + second;
}

future<size_t> blob_size(int raw) {
  unique_fd fd(raw);
  return read_halves(fd.get()); // expect
}
} // namespace blob

// Buggy: neither the upload nor its continuation fails inside the try block.
namespace backup {
future<int> upload_chunk(int chunk);

template <typename Counter> class uploader {
public:
  future<bool> upload(int chunk) {
    try {
      return upload_chunk(chunk).then([](int s) { return s > 0; }); // expect
    } catch (const std::system_error &) {
      ++_failures;
    }
    return make_ready_future<bool>(false);
  }

private:
  Counter _failures{};
};

future<bool> upload_first(uploader<unsigned> &target) {
  return target.upload(0);
}
} // namespace backup

// Buggy: the retry never takes place, inside the loop all seems to succeed.
namespace leader {
future<int> ask_leader(int term);

future<int> ask_with_retry(int term) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    try {
      return ask_leader(term); // expect
    } catch (const std::runtime_error &) {
      ++term;
    }
  }
  return make_ready_future<int>(-1);
}
} // namespace leader

// Correct: the failure is handled where it arrives, in a continuation.
namespace flush {
future<bool> flush_segment(int segment);

future<bool> try_flush(int segment) {
  return flush_segment(segment).handle_exception(
      [](std::exception_ptr) { return make_ready_future<bool>(false); });
}
} // namespace flush

// Correct: the coroutine awaits inside the try block.
namespace ping {
future<int> round_trip(int node);

future<int> round_trip_or_zero(int node) {
  try {
    co_return co_await round_trip(node);
  } catch (const std::exception &) {
    std::fputs("node does not answer\n", stderr);
  }
  co_return 0;
}
} // namespace ping

// Correct: what is thrown at once becomes what a failed future says.
namespace schema {
future<> announce(int version);

future<> announce_nothrow(int version) noexcept {
  try {
    return announce(version); // false: not known to be safe
  } catch (...) {
    return seastar::current_exception_as_future();
  }
}
} // namespace schema

// Correct: the handler makes a failed future of the same exception.
namespace quota {
class limiter {
public:
  future<unsigned> acquire(unsigned units) {
    try {
      return take(units);
    } catch (...) {
      return make_exception_future<unsigned>(std::current_exception());
    }
  }

private:
  future<unsigned> take(unsigned units);
};
} // namespace quota

// Correct: the section is there for the part that runs at once.
namespace alloc {
class critical_section {
public:
  critical_section() { ++depth; }
  critical_section(const critical_section &) = delete;
  ~critical_section() { --depth; }

private:
  static inline thread_local int depth = 0;
};

future<> append_record(uint64_t position);

future<> append_critical(uint64_t position) {
  critical_section section;
  return append_record(position);
}
} // namespace alloc

// Correct: the object is held by do_with until its task is done.
namespace snapshot {
class reader {
public:
  explicit reader(int id) : _id(id) {}
  future<int> next() {
    co_await seastar::sleep(1ms);
    co_return _id++;
  }

private:
  int _id;
};

future<int> read_second(int id) {
  return seastar::do_with(reader(id), 0, [](reader &source, int &) {
    return source.next().then([&source](int) { return source.next(); });
  });
}
} // namespace snapshot

// Correct: the last continuation owns the connection.
namespace http {
class connection {
public:
  explicit connection(int port) : _port(port) {}
  future<int> get(int resource) {
    co_await seastar::sleep(1ms);
    co_return _port + resource;
  }

private:
  int _port;
};

future<int> get_once(int port, int resource) {
  auto conn = std::make_unique<connection>(port);
  connection &target = *conn;
  return target.get(resource).finally([conn = std::move(conn)] {});
}
} // namespace http

// Correct: in a thread the failure is thrown by get, inside the try block.
namespace admin {
future<int> count_keys(int shard);

future<int> count_keys_or_zero(int shard) {
  return seastar::async([shard]() -> int {
    try {
      return count_keys(shard).get();
    } catch (const std::exception &) {
      return 0;
    }
  });
}
} // namespace admin

// Correct: the check before the call is what throws.
namespace api {
struct request {
  unsigned length = 0;
};
struct bad_request : std::exception {};

void validate(const request &req);
future<int> handle(unsigned length);

future<int> dispatch(const request &req) {
  try {
    validate(req);
    return handle(req.length);
  } catch (const bad_request &) {
    return make_ready_future<int>(400);
  }
}
} // namespace api

// Correct: the eager coroutine has read the object before it suspends.
namespace greeting {
class greeter {
public:
  explicit greeter(unsigned language) : _language(language) {}

  future<unsigned> greet(unsigned user) {
    unsigned code = _language * 1000 + user;
    co_await seastar::sleep(1ms);
    co_return code;
  }

private:
  unsigned _language;
};

future<unsigned> greet_in_english(unsigned user) {
  greeter english(1);
  return english.greet(user);
}
} // namespace greeting
