// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-blocking-call %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;

// Buggy: the pause between two attempts stalls the loop
class UplinkConnector {
public:
  explicit UplinkConnector(asio::io_context &Loop) : Socket(Loop) {}

  asio::awaitable<bool> connectWithRetry(tcp::endpoint Peer) {
    for (int Attempt = 0; Attempt < 5; ++Attempt) {
      try {
        co_await Socket.async_connect(Peer, asio::use_awaitable);
        co_return true;
      } catch (const std::exception &) {
        std::this_thread::sleep_for(Backoff * (1 << Attempt)); // expect
      }
    }
    co_return false;
  }

private:
  tcp::socket Socket;
  std::chrono::milliseconds Backoff{100};
};

// Buggy: the timer is waited for synchronously
asio::awaitable<void> debounceReload(std::function<void()> Reload) {
  asio::steady_timer Quiet(co_await asio::this_coro::executor);
  Quiet.expires_after(std::chrono::milliseconds(250));
  boost::system::error_code Error;
  Quiet.wait(Error); // expect
  if (!Error)
    Reload();
}

// Buggy: the name is looked up synchronously before an asynchronous connect
struct Transport {
  virtual ~Transport() = default;
  virtual asio::awaitable<void> open(std::string Host, std::string Port) = 0;
};

class TcpTransport : public Transport {
public:
  explicit TcpTransport(asio::io_context &Loop) : Names(Loop), Stream(Loop) {}

  asio::awaitable<void> open(std::string Host, std::string Port) override {
    const auto Endpoints = Names.resolve(Host, Port); // expect
    co_await asio::async_connect(Stream, Endpoints, asio::use_awaitable);
  }

private:
  tcp::resolver Names;
  tcp::socket Stream;
};

// Buggy: reads are asynchronous, but the other side is written synchronously
asio::awaitable<void> relaySession(tcp::socket Client, tcp::socket Upstream) {
  char Line[512];
  for (;;) {
    const std::size_t Size = co_await Client.async_read_some(
        asio::buffer(Line), asio::use_awaitable);
    if (Size == 0)
      break;
    asio::write(Upstream, asio::buffer(Line, Size)); // expect
  }
}

// Buggy: a spawned coroutine lambda opens a file on the loop
void startUpload(asio::io_context &Loop, std::shared_ptr<tcp::socket> From,
                 std::string Target) {
  asio::co_spawn(
      Loop,
      [From, Target]() -> asio::awaitable<void> {
        std::ofstream Out(Target, std::ios::binary); // expect
        char Chunk[4096];
        const std::size_t Got = co_await From->async_read_some(
            asio::buffer(Chunk), asio::use_awaitable);
        Out.write(Chunk, static_cast<std::streamsize>(Got));
      },
      asio::detached);
}

// Buggy: the consumer waits on a condition variable
class OutgoingQueue {
public:
  asio::awaitable<std::string> next() {
    std::string Message;
    {
      std::unique_lock Lock(Guard);
      NotEmpty.wait(Lock, [this] { return !Messages.empty(); }); // expect
      Message = std::move(Messages.front());
      Messages.pop_front();
    }
    co_return Message;
  }

private:
  std::mutex Guard;
  std::condition_variable NotEmpty;
  std::deque<std::string> Messages;
};

// Buggy: stopping joins every worker thread on the loop
class CrawlerWorkers {
public:
  asio::awaitable<void> stop() {
    Stopping = true;
    for (std::thread &Worker : Workers) {
      if (Worker.joinable())
        Worker.join(); // expect
    }
    co_return;
  }

private:
  bool Stopping = false;
  std::vector<std::thread> Workers;
};

// Buggy: the algorithm asks the file system for every file
asio::awaitable<std::uintmax_t>
quotaUsed(std::vector<std::filesystem::path> Files) {
  co_return std::accumulate(
      Files.begin(), Files.end(), std::uintmax_t{0},
      [](std::uintmax_t Sum, const std::filesystem::path &File) {
        return Sum + std::filesystem::file_size(File); // expect
      });
}

// Buggy: an instantiated coroutine template sleeps until the next slot
template <typename Clock> class SlotScheduler {
public:
  asio::awaitable<int> runSlots(int Count) {
    auto Next = Clock::now();
    for (int Slot = 0; Slot < Count; ++Slot) {
      Next += std::chrono::milliseconds(20);
      std::this_thread::sleep_until(Next); // expect
      ++Done;
    }
    co_return Done;
  }

private:
  int Done = 0;
};

asio::awaitable<int> runAudioSlots(SlotScheduler<std::chrono::steady_clock> S) {
  co_return co_await S.runSlots(8);
}

// Buggy: the supervisor waits for its child without WNOHANG
struct Supervisor {
  enum class State { Running, Stopping, Stopped } Phase = State::Running;
  pid_t Child = -1;

  asio::awaitable<int> shutdown(asio::steady_timer &Grace) {
    int Status = 0;
    switch (Phase) {
    case State::Running:
      Grace.expires_after(std::chrono::seconds(2));
      co_await Grace.async_wait(asio::use_awaitable);
      [[fallthrough]];
    case State::Stopping:
      ::waitpid(Child, &Status, 0); // expect
      Phase = State::Stopped;
      break;
    case State::Stopped:
      break;
    }
    co_return Status;
  }
};

// Correct: the pause between two attempts awaits a timer
class PatientConnector {
public:
  explicit PatientConnector(asio::io_context &Loop) : Link(Loop) {}

  asio::awaitable<bool> connectWithRetry(tcp::endpoint Peer) {
    asio::steady_timer Pause(co_await asio::this_coro::executor);
    for (int Attempt = 0; Attempt < 5; ++Attempt) {
      boost::system::error_code Error;
      co_await Link.async_connect(
          Peer, asio::redirect_error(asio::use_awaitable, Error));
      if (!Error)
        co_return true;
      Pause.expires_after(std::chrono::milliseconds(100 << Attempt));
      co_await Pause.async_wait(asio::use_awaitable);
    }
    co_return false;
  }

private:
  tcp::socket Link;
};

// Correct: the coroutine that reads the file is spawned on a pool
asio::awaitable<std::string> readTemplateFile(std::string Path) {
  std::ifstream In(Path);
  std::string Text;
  std::getline(In, Text, '\0');
  co_return Text;
}

asio::awaitable<void> renderPage(asio::thread_pool &Disk, tcp::socket &Client) {
  const std::string Page = co_await asio::co_spawn(
      Disk, readTemplateFile("index.html"), asio::use_awaitable);
  co_await asio::async_write(Client, asio::buffer(Page), asio::use_awaitable);
}

// Correct: the command runs in a function that is posted to a pool
class Deployer {
public:
  asio::awaitable<void> requestBuild(std::string Command) {
    ++Requested;
    asio::post(Builders, [Command] { std::system(Command.c_str()); });
    co_return;
  }

private:
  asio::thread_pool Builders{2};
  int Requested = 0;
};

// Correct: the sleep belongs to a thread of its own
class Heartbeat {
public:
  ~Heartbeat() {
    if (Ticker.joinable())
      Ticker.join();
  }
  asio::awaitable<void> start(asio::io_context &Loop) {
    Ticker = std::thread([this, &Loop] {
      while (!Loop.stopped()) {
        std::this_thread::sleep_for(std::chrono::seconds(10));
        asio::post(Loop, [this] { ++Beats; });
      }
    });
    co_return;
  }

private:
  std::thread Ticker;
  long Beats = 0;
};

// Correct: the receive does not wait, readiness is awaited
asio::awaitable<std::size_t> peekHeader(tcp::socket &Client, char *Header,
                                        std::size_t Size) {
  for (;;) {
    co_await Client.async_wait(tcp::socket::wait_read, asio::use_awaitable);
    const ssize_t Got =
        ::recv(Client.native_handle(), Header, Size, MSG_PEEK | MSG_DONTWAIT);
    if (Got >= 0)
      co_return static_cast<std::size_t>(Got);
    if (errno != EAGAIN)
      co_return 0;
  }
}

// Correct: children are reaped with WNOHANG after a signal
asio::awaitable<void> reapExited(std::function<void(pid_t, int)> OnExit) {
  asio::signal_set Signals(co_await asio::this_coro::executor, SIGCHLD);
  for (;;) {
    co_await Signals.async_wait(asio::use_awaitable);
    int Status = 0;
    while (pid_t Child = ::waitpid(-1, &Status, WNOHANG)) {
      if (Child < 0)
        break;
      OnExit(Child, Status);
    }
  }
}

// Correct: the acceptor is non-blocking and its readiness is awaited
asio::awaitable<void> acceptBurst(tcp::acceptor &Listener,
                                  std::vector<tcp::socket> &Clients) {
  Listener.non_blocking(true);
  for (;;) {
    co_await Listener.async_wait(tcp::acceptor::wait_read, asio::use_awaitable);
    boost::system::error_code Error;
    while (!Error) {
      tcp::socket Peer(Listener.get_executor());
      Listener.accept(Peer, Error);
      if (!Error)
        Clients.push_back(std::move(Peer));
    }
    if (Error != asio::error::would_block)
      co_return;
  }
}

// Correct: the mutex is only tried, the pause awaits a timer
class SnapshotWriter {
public:
  asio::awaitable<void> publish(int Version) {
    asio::steady_timer Pause(co_await asio::this_coro::executor);
    while (!Busy.try_lock()) {
      Pause.expires_after(std::chrono::milliseconds(1));
      co_await Pause.async_wait(asio::use_awaitable);
    }
    Latest = Version;
    Busy.unlock();
  }

private:
  std::mutex Busy;
  int Latest = 0;
};

// Correct: an ordinary function reads the file before the loop runs
asio::awaitable<void> greetClients(tcp::acceptor &Listener, std::string Motd) {
  for (;;) {
    tcp::socket Peer = co_await Listener.async_accept(asio::use_awaitable);
    co_await asio::async_write(Peer, asio::buffer(Motd), asio::use_awaitable);
  }
}

void serveGreetings(asio::io_context &Loop, tcp::acceptor &Listener) {
  std::ifstream In("/etc/motd");
  std::string Motd;
  std::getline(In, Motd);
  asio::co_spawn(Loop, greetClients(Listener, std::move(Motd)), asio::detached);
  Loop.run();
}

// Correct: sleep_for and connect are the project's own awaitable functions
class Gateway {
public:
  explicit Gateway(asio::io_context &Loop) : Pause(Loop), Stream(Loop) {}

  asio::awaitable<void> sleep_for(std::chrono::milliseconds Delay) {
    Pause.expires_after(Delay);
    co_await Pause.async_wait(asio::use_awaitable);
  }
  asio::awaitable<bool> connect(tcp::endpoint Peer) {
    boost::system::error_code Error;
    co_await Stream.async_connect(
        Peer, asio::redirect_error(asio::use_awaitable, Error));
    co_return !Error;
  }
  asio::awaitable<void> keepConnected(tcp::endpoint Peer) {
    while (!co_await connect(Peer))
      co_await sleep_for(std::chrono::milliseconds(500));
  }

private:
  asio::steady_timer Pause;
  tcp::socket Stream;
};
