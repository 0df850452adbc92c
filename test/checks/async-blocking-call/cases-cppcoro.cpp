// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-blocking-call %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_generator.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/generator.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/schedule_on.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/task.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <latch>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <semaphore>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <type_traits>
#include <unistd.h>
#include <variant>
#include <vector>

// Buggy: the flag is polled with usleep
struct WarmupGate {
  std::atomic<bool> Open{false};
  int Polls = 0;

  cppcoro::task<int> passed() {
    while (!Open.load(std::memory_order_acquire)) {
      ++Polls;
      ::usleep(500); // expect
    }
    co_return Polls;
  }
};

// Buggy: a latch is waited for between two awaits
cppcoro::task<void> announceShards(cppcoro::io_service &Loop,
                                   std::latch &ShardsLoaded) {
  co_await Loop.schedule();
  ShardsLoaded.wait(); // expect
  co_await Loop.schedule();
}

// Buggy: a coroutine of a class template acquires a counting semaphore
template <typename Connection> class ConnectionPool {
public:
  cppcoro::task<Connection *> checkOut() {
    Free.acquire(); // expect
    Connection *Idle = Connections.back();
    Connections.pop_back();
    co_return Idle;
  }

private:
  std::counting_semaphore<16> Free{16};
  std::vector<Connection *> Connections;
};

struct SqlSession {
  int Id;
};

cppcoro::task<int> sessionId(ConnectionPool<SqlSession> &Pool) {
  SqlSession *Session = co_await Pool.checkOut();
  co_return Session->Id;
}

// Buggy: a frame is received from a blocking socket
class FrameReader {
public:
  explicit FrameReader(int Socket) : Socket(Socket) {}

  cppcoro::task<std::string> readFrame(std::size_t Size) {
    std::string Frame(Size, '\0');
    std::size_t Filled = 0;
    while (Filled < Size) {
      const ssize_t Got =
          ::recv(Socket, &Frame[Filled], Size - Filled, 0); // missed: member
      if (Got <= 0)
        break;
      Filled += static_cast<std::size_t>(Got);
    }
    co_return Frame;
  }

private:
  int Socket;
};

// Buggy: a query is stepped through on the loop
extern "C" {
struct sqlite3_stmt;
int sqlite3_step(sqlite3_stmt *);
int sqlite3_column_int(sqlite3_stmt *, int);
}

cppcoro::task<long> sumOrders(cppcoro::io_service &Loop, sqlite3_stmt *Query) {
  constexpr int RowAvailable = 100;
  long Sum = 0;
  co_await Loop.schedule();
  while (sqlite3_step(Query) == RowAvailable) // expect
    Sum += sqlite3_column_int(Query, 0);
  co_return Sum;
}

// Buggy: a lambda called on the spot opens a file
cppcoro::task<bool> isPrimary() {
  const std::string Role = [] {
    std::ifstream In("/etc/fleet/role"); // expect
    std::string Word;
    In >> Word;
    return Word;
  }();
  co_return Role == "primary";
}

// Buggy: an asynchronous generator reads from the terminal
cppcoro::async_generator<std::string> commands(cppcoro::io_service &Loop) {
  std::string Line;
  while (std::getline(std::cin, Line)) { // expect
    co_await Loop.schedule();
    if (Line == "quit")
      co_return;
    co_yield Line;
  }
}

// Buggy: the file is renamed after the coroutine has moved back to its loop
class LogRotator {
public:
  LogRotator(cppcoro::static_thread_pool &Disk, cppcoro::io_service &Loop)
      : Disk(Disk), Loop(Loop) {}

  cppcoro::task<void> rotate(std::filesystem::path Log) {
    co_await Disk.schedule();
    const bool Large = std::filesystem::file_size(Log) > (1u << 20);
    co_await Loop.schedule();
    if (Large)
      std::filesystem::rename(Log, Log.string() + ".1"); // expect
  }

private:
  cppcoro::static_thread_pool &Disk;
  cppcoro::io_service &Loop;
};

// Buggy: a function that is annotated as blocking is called
class Spectrometer {
public:
  [[clang::annotate("async::blocking")]] double exposeAndRead(int Millis);

  cppcoro::task<double> average(int Samples) {
    double Total = 0;
    for (int I = 0; I < Samples; ++I)
      Total += exposeAndRead(20); // expect
    co_return Total / Samples;
  }
};

// Buggy: the visitor of a variant asks DNS
using PeerAddress = std::variant<in_addr, std::string>;

cppcoro::task<bool> canReach(PeerAddress Peer) {
  const int Result = std::visit(
      [](const auto &Where) {
        if constexpr (std::is_same_v<std::decay_t<decltype(Where)>, in_addr>) {
          return Where.s_addr == INADDR_NONE ? EAI_NONAME : 0;
        } else {
          addrinfo *List = nullptr;
          const char *Name = Where.c_str();
          const int Error = getaddrinfo(Name, "80", nullptr, &List); // missed: visitor
          if (Error == 0)
            freeaddrinfo(List);
          return Error;
        }
      },
      Peer);
  co_return Result == 0;
}

// Correct: the file is read on a pool, then the coroutine returns to its loop
cppcoro::task<std::string> loadLicence(cppcoro::static_thread_pool &Disk,
                                       cppcoro::io_service &Loop) {
  co_await Disk.schedule();
  std::string Text;
  {
    std::ifstream In("LICENCE");
    std::getline(In, Text);
  }
  co_await Loop.schedule();
  co_return Text + '\n';
}

// Correct: the coroutine that touches the disk is scheduled on a pool
cppcoro::task<std::uintmax_t> purgeDirectory(std::filesystem::path Where) {
  co_return std::filesystem::remove_all(Where);
}

class CacheJanitor {
public:
  explicit CacheJanitor(cppcoro::static_thread_pool &Disk) : Disk(Disk) {}

  cppcoro::task<void> clean(std::vector<std::filesystem::path> Stale) {
    for (const std::filesystem::path &Path : Stale)
      Removed += co_await cppcoro::schedule_on(Disk, purgeDirectory(Path));
  }

private:
  cppcoro::static_thread_pool &Disk;
  std::uintmax_t Removed = 0;
};

// Correct: the pause is scheduled on the loop
cppcoro::task<bool> awaitLeader(cppcoro::io_service &Loop,
                                const std::atomic<int> &Leader,
                                cppcoro::cancellation_token Stop) {
  for (int Round = 0; Round < 100; ++Round) {
    if (Leader.load() >= 0)
      co_return true;
    co_await Loop.schedule_after(std::chrono::milliseconds(50), Stop);
  }
  co_return false;
}

// Correct: a synchronous generator has no loop to stall
cppcoro::generator<std::string> csvRows(std::string Path) {
  std::ifstream In(Path);
  std::string Row;
  while (std::getline(In, Row))
    co_yield Row;
}

std::size_t longestRow(const std::string &Path) {
  std::size_t Longest = 0;
  for (const std::string &Row : csvRows(Path))
    Longest = std::max(Longest, Row.size());
  return Longest;
}

// Correct: the descriptor is non-blocking, the coroutine yields when it is dry
class SensorPort {
public:
  explicit SensorPort(int Device) : Device(Device) {
    ::fcntl(Device, F_SETFL, ::fcntl(Device, F_GETFL) | O_NONBLOCK);
  }

  cppcoro::task<int> sample(cppcoro::io_service &Loop) {
    unsigned char Byte = 0;
    for (;;) {
      if (::read(Device, &Byte, 1) == 1)
        co_return Byte;
      if (errno != EAGAIN && errno != EWOULDBLOCK)
        co_return -1;
      co_await Loop.schedule_after(std::chrono::milliseconds(5));
    }
  }

private:
  int Device;
};

// Correct: an asynchronous mutex suspends instead of blocking
class AccountBook {
public:
  cppcoro::task<long> deposit(long Amount) {
    auto Lock = co_await Mutex.scoped_lock_async();
    Balance += Amount;
    co_return Balance;
  }

private:
  cppcoro::async_mutex Mutex;
  long Balance = 0;
};

// Correct: the descriptors are polled with a time-out of zero
cppcoro::task<bool> drainPending(cppcoro::io_service &Loop, int Pipe) {
  pollfd Entry{};
  Entry.fd = Pipe;
  Entry.events = POLLIN;
  for (int Round = 0; Round < 10; ++Round) {
    if (::poll(&Entry, 1, 0) > 0)
      co_return true;
    co_await Loop.schedule_after(std::chrono::milliseconds(2));
  }
  co_return false;
}

// Correct: the jthread is moved into a member that outlives the coroutine
class Recorder {
public:
  cppcoro::task<void> start() {
    std::jthread Capture([this](std::stop_token Stop) {
      while (!Stop.stop_requested())
        ++Frames;
    });
    Thread = std::move(Capture);
    co_return;
  }

private:
  std::atomic<long> Frames{0};
  std::jthread Thread;
};

// Correct: asked once, when the static is initialised
cppcoro::task<unsigned> preferredBatch(cppcoro::io_service &Loop) {
  static const bool HasNvme = std::filesystem::exists("/dev/nvme0");
  co_await Loop.schedule();
  co_return HasNvme ? 256u : 32u;
}

// Correct: the blocking work is handed to whatever runs the jobs
class JournalJobs {
public:
  using Job = std::function<void()>;

  explicit JournalJobs(std::function<void(Job)> Submit)
      : Submit(std::move(Submit)) {}

  cppcoro::task<void> append(std::string Entry) {
    Submit([Entry] {
      std::ofstream Journal("journal", std::ios::app);
      Journal << Entry;
    });
    co_return;
  }

private:
  std::function<void(Job)> Submit;
};
