// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-transitive-blocking-call %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <boost/asio.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;

// Buggy: every request opens the access log, two methods below the coroutine
class HttpSession {
public:
  explicit HttpSession(tcp::socket Client) : Client(std::move(Client)) {}

  asio::awaitable<void> serve() {
    char Request[1024];
    for (;;) {
      const std::size_t Size = co_await Client.async_read_some(
          asio::buffer(Request), asio::use_awaitable);
      recordRequest(Size); // expect
      co_await asio::async_write(Client, asio::buffer(Request, Size),
                                 asio::use_awaitable);
    }
  }

private:
  void recordRequest(std::size_t Size) {
    ++Requests;
    appendToLog("request of " + std::to_string(Size));
  }
  void appendToLog(const std::string &Line) {
    std::ofstream Log("access.log", std::ios::app);
    Log << Line << '\n';
  }

  tcp::socket Client;
  long Requests = 0;
};

// Buggy: a default member initialiser opens the file of a local object
struct PidFile {
  explicit PidFile(int Pid) { Out << Pid; }
  std::ofstream Out{"/run/relay.pid"};
};

asio::awaitable<void> runRelay(asio::steady_timer &Life) {
  PidFile Mine(::getpid()); // expect
  co_await Life.async_wait(asio::use_awaitable);
}

// Buggy: the project's retry template sleeps between the attempts
template <typename Attempt> bool retryWithPause(int Times, Attempt Try) {
  for (int I = 0; I < Times; ++I) {
    if (Try())
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

asio::awaitable<bool> bindFreePort(tcp::acceptor &Acceptor) {
  asio::ip::port_type Port = 20000;
  auto TryNext = [&] {
    boost::system::error_code Error;
    Acceptor.bind(tcp::endpoint(tcp::v4(), Port++), Error);
    return !Error;
  };
  co_return retryWithPause(10, TryNext); // expect
}

// Buggy: a local lambda that is called later looks the name up
asio::awaitable<void> dialFirst(std::vector<std::string> Hosts,
                                tcp::socket &Link) {
  tcp::resolver Names(co_await asio::this_coro::executor);
  auto LookUp = [&Names](const std::string &Host) {
    boost::system::error_code Error;
    return Names.resolve(Host, "https", Error);
  };
  for (const std::string &Host : Hosts) {
    const tcp::resolver::results_type Found = LookUp(Host); // expect
    if (Found.empty())
      continue;
    co_await asio::async_connect(Link, Found, asio::use_awaitable);
    co_return;
  }
}

// Buggy: the audit trail's operator waits for the disk
struct AuditTrail {
  int Descriptor = -1;
};

AuditTrail &operator<<(AuditTrail &Trail, const std::string &Event) {
  if (::write(Trail.Descriptor, Event.data(), Event.size()) > 0)
    ::fsync(Trail.Descriptor);
  return Trail;
}

asio::awaitable<bool> authorise(AuditTrail &Trail, std::string User) {
  const bool Allowed = User != "guest";
  if (!Allowed)
    Trail << User; // expect
  co_return Allowed;
}

// Buggy: the only override of a pure virtual function commits to the disk
class SettingsStore {
public:
  virtual ~SettingsStore() = default;
  virtual void commit() = 0;
};

class FileSettingsStore final : public SettingsStore {
public:
  void commit() override {
    std::filesystem::copy_file("settings", "settings.bak");
    std::filesystem::rename("settings.new", "settings");
  }
};

asio::awaitable<void> applySettings(std::shared_ptr<SettingsStore> Store,
                                    asio::steady_timer &Quiet) {
  co_await Quiet.async_wait(asio::use_awaitable);
  Store->commit(); // expect
}

// Buggy: the base class's back-off sleeps
class RpcClientBase {
protected:
  void backOff(int Failures) {
    const auto Pause = std::chrono::milliseconds(10) * (1 << Failures);
    std::this_thread::sleep_for(Pause);
  }
};

class InventoryClient : private RpcClientBase {
public:
  explicit InventoryClient(asio::io_context &Loop) : Link(Loop) {}

  asio::awaitable<void> reconnect(tcp::endpoint Server) {
    for (int Failures = 0; Failures < 8; ++Failures) {
      boost::system::error_code Error;
      co_await Link.async_connect(
          Server, asio::redirect_error(asio::use_awaitable, Error));
      if (!Error)
        break;
      backOff(Failures); // expect
    }
  }

private:
  tcp::socket Link;
};

// Buggy: a synchronous facade waits for the future of a spawned coroutine
class ThermostatClient {
public:
  explicit ThermostatClient(asio::io_context &Loop) : Loop(Loop) {}

  int temperature() {
    std::future<int> Answer = asio::co_spawn(Loop, ask(), asio::use_future);
    return Answer.get();
  }
  asio::awaitable<bool> tooWarm(int Limit) {
    const int Now = temperature(); // expect
    co_return Now > Limit;
  }

private:
  asio::awaitable<int> ask();

  asio::io_context &Loop;
};

// Buggy: the destructor of a local object removes a directory tree
class ScratchDirectory {
public:
  explicit ScratchDirectory(std::filesystem::path Where)
      : Where(std::move(Where)) {}
  ~ScratchDirectory() {
    std::error_code Ignored;
    std::filesystem::remove_all(Where, Ignored);
  }
  const std::filesystem::path &path() const { return Where; }

private:
  std::filesystem::path Where;
};

asio::awaitable<std::size_t> convertUpload(asio::steady_timer &Converter) {
  ScratchDirectory Scratch("/tmp/convert"); // expect
  co_await Converter.async_wait(asio::use_awaitable);
  co_return Scratch.path().native().size();
}

// Buggy: a reload on SIGHUP ends, three calls later, in reading a file
class RouterConfig {
public:
  static RouterConfig load() { return parse("router.conf"); }
  int Routes = 0;

private:
  static RouterConfig parse(const char *Path) {
    RouterConfig Config;
    countRoutes(Path, Config.Routes);
    return Config;
  }
  static void countRoutes(const char *Path, int &Routes) {
    std::ifstream In(Path);
    for (std::string Line; std::getline(In, Line);)
      ++Routes;
  }
};

asio::awaitable<void> reloadOnHangUp(RouterConfig &Active) {
  asio::signal_set Signals(co_await asio::this_coro::executor, SIGHUP);
  while (co_await Signals.async_wait(asio::use_awaitable) == SIGHUP)
    Active = RouterConfig::load(); // expect
}

// Correct: the report is written by a function that is posted to a pool
void exportReport(const std::string &Path, const std::string &Text) {
  std::ofstream Out(Path);
  Out << Text;
}

asio::awaitable<void> queueReport(asio::thread_pool &Writers, std::string Day) {
  std::string Text = "report of " + Day;
  asio::post(Writers, [Path = Day + ".txt", Text = std::move(Text)] {
    exportReport(Path, Text);
  });
  co_return;
}

// Correct: the coroutine that calls the helper is spawned on a pool
std::uintmax_t mailboxSize(const std::filesystem::path &Mailbox) {
  std::uintmax_t Sum = 0;
  for (const auto &Mail : std::filesystem::directory_iterator(Mailbox))
    Sum += Mail.file_size();
  return Sum;
}

asio::awaitable<std::uintmax_t> measureMailbox(std::string User) {
  co_return mailboxSize("/var/mail/" + User);
}

asio::awaitable<bool> overQuota(asio::thread_pool &Disk, std::string User) {
  const std::uintmax_t Size = co_await asio::co_spawn(
      Disk, measureMailbox(std::move(User)), asio::use_awaitable);
  co_return Size > (1u << 30);
}

// Correct: the helper is a coroutine and awaits a timer
class StreamClient {
public:
  explicit StreamClient(asio::io_context &Loop) : Pause(Loop), Link(Loop) {}

  asio::awaitable<void> reconnect(tcp::endpoint Server) {
    boost::system::error_code Error;
    for (int Failures = 0; Failures < 8; ++Failures) {
      co_await Link.async_connect(
          Server, asio::redirect_error(asio::use_awaitable, Error));
      if (!Error)
        break;
      co_await backOff(Failures);
    }
  }

private:
  asio::awaitable<void> backOff(int Failures) {
    Pause.expires_after(std::chrono::milliseconds(10) * (1 << Failures));
    co_await Pause.async_wait(asio::use_awaitable);
  }

  asio::steady_timer Pause;
  tcp::socket Link;
};

// Correct: the file is read before the loop runs
struct Banner {
  std::string Text;
};

Banner readBanner(const char *Path) {
  Banner Result;
  std::ifstream In(Path);
  std::getline(In, Result.Text);
  return Result;
}

asio::awaitable<void> sendBanner(tcp::socket Client, const Banner &Shown) {
  co_await asio::async_write(Client, asio::buffer(Shown.Text),
                             asio::use_awaitable);
}

void runBannerService(asio::io_context &Loop, tcp::socket Client) {
  const Banner Shown = readBanner("/etc/issue");
  asio::co_spawn(Loop, sendBanner(std::move(Client), Shown), asio::detached);
  Loop.run();
}

// Correct: the helper reaps only children that have ended already
int reapFinishedChildren() {
  int Count = 0;
  while (::waitpid(-1, nullptr, WNOHANG) > 0)
    ++Count;
  return Count;
}

asio::awaitable<void> countExits(std::atomic<int> &Exits) {
  asio::signal_set Signals(co_await asio::this_coro::executor, SIGCHLD);
  for (;;) {
    co_await Signals.async_wait(asio::use_awaitable);
    Exits += reapFinishedChildren();
  }
}

// Correct: a counter behind a short mutex section
class TrafficMeter {
public:
  void add(std::size_t Bytes) {
    const std::lock_guard<std::mutex> Lock(Guard);
    Total += Bytes;
  }

private:
  std::mutex Guard;
  std::size_t Total = 0;
};

asio::awaitable<void> meterDownload(tcp::socket Client, TrafficMeter &Meter) {
  char Chunk[4096];
  for (;;)
    Meter.add(co_await Client.async_read_some(asio::buffer(Chunk),
                                              asio::use_awaitable));
}

// Correct: the secret is read once, when the static is initialised
const std::string &signingSecret() {
  static const std::string Secret = [] {
    std::ifstream In("/etc/signing.key");
    std::string Line;
    std::getline(In, Line);
    return Line;
  }();
  return Secret;
}

asio::awaitable<std::string> signToken(std::string Claims) {
  co_return Claims + '.' + signingSecret();
}

// Correct: the helper starts a thread, and only that thread sleeps
using Deadline = std::shared_ptr<std::atomic<bool>>;

Deadline startDeadline(std::chrono::seconds Limit) {
  Deadline Passed = std::make_shared<std::atomic<bool>>(false);
  std::thread([Passed, Limit] {
    std::this_thread::sleep_for(Limit);
    Passed->store(true);
  }).detach();
  return Passed;
}

asio::awaitable<int> crunchUntilDeadline(asio::steady_timer &Step) {
  const Deadline Passed = startDeadline(std::chrono::seconds(30));
  int Steps = 0;
  for (; !Passed->load(); ++Steps)
    co_await Step.async_wait(asio::use_awaitable);
  co_return Steps;
}

// Correct: the helper parses text that is in memory
int countHeaderLines(const std::string &Text) {
  std::istringstream In(Text);
  int Lines = 0;
  for (std::string Line; std::getline(In, Line) && !Line.empty();)
    ++Lines;
  return Lines;
}

asio::awaitable<int> readHeader(tcp::socket &Client) {
  std::string Text(4096, '\0');
  Text.resize(
      co_await Client.async_read_some(asio::buffer(Text), asio::use_awaitable));
  co_return countHeaderLines(Text);
}

// Correct: the helper only logs to the console
void logDisconnect(const char *Peer, int Code) {
  std::printf("%s: disconnected (%d)\n", Peer, Code);
}

asio::awaitable<void> watchPeer(tcp::socket &Client, std::string Peer) {
  boost::system::error_code Error;
  co_await Client.async_wait(tcp::socket::wait_error,
                             asio::redirect_error(asio::use_awaitable, Error));
  logDisconnect(Peer.c_str(), Error.value());
}
