// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-transitive-blocking-call %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/io_service.hpp>
#include <cppcoro/schedule_on.hpp>
#include <cppcoro/static_thread_pool.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;

// Buggy: the awaiter does its work in await_suspend and goes on at once
struct FlushToDisk {
  int Descriptor;
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<>) const noexcept {
    ::fsync(Descriptor);
    return false;
  }
  void await_resume() const noexcept {}
};

cppcoro::task<long> commitTransaction(int Journal, long Sequence) {
  co_await FlushToDisk{Journal}; // expect
  co_return Sequence + 1;
}

// Buggy: a synchronous convenience function hides sync_wait
cppcoro::task<int> fetchRowCount(std::string Table);

int rowCount(const std::string &Table) {
  return cppcoro::sync_wait(fetchRowCount(Table));
}

cppcoro::task<bool> needsVacuum(cppcoro::io_service &Loop, std::string Table) {
  co_await Loop.schedule();
  const int Before = rowCount(Table); // expect
  co_return Before > 100000;
}

// Buggy: the predicate calls a function that asks the file system
bool isStale(const fs::path &Path) {
  const auto Age = fs::file_time_type::clock::now() - fs::last_write_time(Path);
  return Age > std::chrono::hours(24);
}

cppcoro::task<long> countStale(std::vector<fs::path> Files) {
  auto From = Files.begin(), To = Files.end();
  long Count = 0;
  Count = std::count_if(From, To, [](auto &P) { return isStale(P); }); // expect
  co_return Count;
}

// Buggy: the project's template calls the lambda that syncs
template <typename Work> auto measured(long &Micros, Work Do) {
  const auto Start = std::chrono::steady_clock::now();
  auto Result = Do();
  const auto Taken = std::chrono::steady_clock::now() - Start;
  Micros += Taken / std::chrono::microseconds(1);
  return Result;
}

cppcoro::task<bool> checkpoint(int Wal, long &Micros) {
  const int Failed = measured(Micros, [Wal] { return ::fsync(Wal); }); // expect
  co_return Failed == 0;
}

// Buggy: the destructor of the deleted object joins a thread
class Encoder {
public:
  ~Encoder() {
    Stop = true;
    if (Worker.joinable())
      Worker.join();
  }

private:
  std::atomic<bool> Stop{false};
  std::thread Worker;
};

class StudioSession {
public:
  cppcoro::task<void> replaceEncoder(cppcoro::io_service &Loop, Encoder *Next) {
    co_await Loop.schedule();
    Encoder *Old = Current;
    Current = Next;
    delete Old; // expect
  }

private:
  Encoder *Current = nullptr;
};

// Buggy: a recursive helper walks a directory tree
std::uintmax_t treeSize(const fs::path &Root) {
  if (!fs::is_directory(Root))
    return fs::file_size(Root);
  std::uintmax_t Sum = 0;
  for (const fs::directory_entry &Child : fs::directory_iterator(Root))
    Sum += treeSize(Child.path());
  return Sum;
}

cppcoro::task<std::string> describeFolder(fs::path Folder) {
  std::string Text = Folder.filename().string();
  Text += ": " + std::to_string(treeSize(Folder)); // expect
  co_return Text;
}

// Buggy: the queue template's pop waits on a condition variable
template <typename T> class BlockingQueue {
public:
  T pop() {
    std::unique_lock<std::mutex> Lock(Guard);
    while (Items.empty())
      Filled.wait(Lock);
    T Item = std::move(Items.front());
    Items.pop_front();
    return Item;
  }

private:
  std::mutex Guard;
  std::condition_variable Filled;
  std::deque<T> Items;
};

cppcoro::task<int> sumOrders(BlockingQueue<int> &Orders) {
  int Sum = 0;
  for (int Count = 0; Count < 10; ++Count)
    Sum += Orders.pop(); // expect
  co_return Sum;
}

// Buggy: without a cached token the fallback reads a file
class TokenSource {
public:
  cppcoro::task<std::string> authorisation() {
    std::string Token = Cached ? *Cached : readTokenFile(); // expect
    co_return "Bearer " + Token;
  }

private:
  static std::string readTokenFile() {
    std::string Token;
    std::ifstream In("/var/run/secrets/token");
    In >> Token;
    return Token;
  }

  std::optional<std::string> Cached;
};

// Buggy: a function object reads the file it hashes
struct FileChecksum {
  unsigned Seed = 5381;

  unsigned operator()(const char *Path) const {
    unsigned Sum = Seed;
    if (std::FILE *File = std::fopen(Path, "rb")) {
      for (int C = std::fgetc(File); C != EOF; C = std::fgetc(File))
        Sum = Sum * 33 + static_cast<unsigned>(C);
      std::fclose(File);
    }
    return Sum;
  }
};

cppcoro::task<bool> isUnchanged(std::string Path, unsigned Expected) {
  const FileChecksum Checksum{};
  if (Checksum(Path.c_str()) != Expected) // expect
    co_return false;
  co_return true;
}

// Buggy: the process class waits for its child
class ChildProcess {
public:
  explicit ChildProcess(pid_t Id) : Id(Id) {}
  int exitCode() {
    int Status = 0;
    ::waitpid(Id, &Status, 0);
    return WEXITSTATUS(Status);
  }

private:
  pid_t Id;
};

enum class HookResult { Ok, Retry, Failed };

cppcoro::task<HookResult> runHook(ChildProcess Hook) {
  switch (Hook.exitCode()) { // expect
  case 0:
    co_return HookResult::Ok;
  case 75:
    co_return HookResult::Retry;
  default:
    co_return HookResult::Failed;
  }
}

// Correct: the helper runs while the coroutine is on a pool
std::string readChangelog(const fs::path &Path) {
  std::ifstream In(Path);
  std::string Text;
  std::getline(In, Text, '\0');
  return Text;
}

cppcoro::task<std::size_t> changelogSize(cppcoro::static_thread_pool &Disk,
                                         cppcoro::io_service &Loop) {
  co_await Disk.schedule();
  const std::string Text = readChangelog("CHANGELOG");
  co_await Loop.schedule();
  co_return Text.size();
}

// Correct: the coroutine that calls the helper is scheduled on a pool
void compactSegments(const fs::path &Data) {
  for (int Segment = 0; Segment < 16; ++Segment)
    fs::remove(Data / std::to_string(Segment));
}

cppcoro::task<void> compactStore(fs::path Data) {
  compactSegments(Data);
  co_return;
}

cppcoro::task<void> maintain(cppcoro::static_thread_pool &Background,
                             fs::path Data) {
  co_await cppcoro::schedule_on(Background, compactStore(std::move(Data)));
}

// Correct: the table is loaded once for the whole process
class ZoneTable {
public:
  int offset(unsigned Zone) {
    std::call_once(Loaded, [this] {
      std::ifstream In("/usr/share/zones");
      for (int Value; In >> Value;)
        Offsets.push_back(Value);
    });
    return Zone < Offsets.size() ? Offsets[Zone] : 0;
  }

private:
  std::once_flag Loaded;
  std::vector<int> Offsets;
};

cppcoro::task<int> localHour(ZoneTable &Zones, unsigned Zone, int UtcHour) {
  co_return (UtcHour + Zones.offset(Zone)) % 24;
}

// Correct: the function is annotated, its file is in memory
[[clang::annotate("async::nonblocking")]] int readLoadAverage() {
  int Load = 0;
  std::ifstream In("/proc/loadavg");
  In >> Load;
  return Load;
}

cppcoro::task<bool> shedsLoad(int Limit) {
  const int Load = readLoadAverage();
  co_return Load > Limit;
}

// Correct: the helper's call is part of a job for the disk thread
struct DiskThread {
  void enqueue(std::function<void()> Job);
};

void saveThumbnail(const std::string &Name, const std::string &Pixels) {
  std::ofstream Out(Name, std::ios::binary);
  Out << Pixels;
}

cppcoro::task<void> keepThumbnail(DiskThread &Disk, std::string Name,
                                  std::string Pixels) {
  Disk.enqueue([Name, Pixels] { saveThumbnail(Name, Pixels); });
  co_return;
}

// Correct: the awaiter starts a thread that reads and resumes
class FileLine {
public:
  explicit FileLine(std::string Path) : Path(std::move(Path)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> Waiting) {
    std::thread([this, Waiting] {
      std::ifstream In(Path);
      std::getline(In, Line);
      Waiting.resume();
    }).detach();
  }
  std::string await_resume() { return std::move(Line); }

private:
  std::string Path, Line;
};

cppcoro::task<bool> inMaintenance() {
  const std::string Mode = co_await FileLine("/etc/service/mode");
  co_return Mode == "maintenance";
}

// Correct: the destructors of the locals only count
class InFlight {
public:
  explicit InFlight(std::atomic<int> &Gauge) : Gauge(Gauge) { ++Gauge; }
  ~InFlight() { --Gauge; }

private:
  std::atomic<int> &Gauge;
};

cppcoro::task<void> trackRequest(cppcoro::io_service &Loop,
                                 std::atomic<int> &Requests,
                                 std::atomic<int> &Uploads, bool Upload) {
  const InFlight Request(Requests);
  std::unique_ptr<InFlight> Extra;
  if (Upload)
    Extra = std::make_unique<InFlight>(Uploads);
  co_await Loop.schedule_after(std::chrono::milliseconds(5));
}

// Correct: the coroutine uses the template with a source in memory
struct MemorySource {
  std::string Buffer;
  char next() {
    const char C = Buffer.back();
    Buffer.pop_back();
    return C;
  }
};
struct TerminalSource {
  char next() { return static_cast<char>(std::getchar()); }
};

template <typename Source> int readDigits(Source &From) {
  int Value = 0;
  for (int I = 0; I < 4; ++I)
    Value = Value * 10 + (From.next() - '0');
  return Value;
}

cppcoro::task<int> decodePin(std::string Digits) {
  MemorySource Source{std::move(Digits)};
  co_return readDigits(Source);
}

int askPin() {
  TerminalSource Terminal;
  return readDigits(Terminal);
}

// Correct: the branch that writes a file is discarded in this build
inline constexpr bool TraceToFile = false;

template <typename Event> void traceEvent(const Event &Seen, int &Count) {
  if constexpr (TraceToFile) {
    std::ofstream Out("trace", std::ios::app);
    Out << Seen;
  } else {
    Count += Seen != Event{};
  }
}

cppcoro::task<int> replayEvents(std::vector<int> Events) {
  int Traced = 0;
  for (int Event : Events)
    traceEvent(Event, Traced);
  co_return Traced;
}

// Correct: the queue is only asked whether it has something
template <typename T> class WorkQueue {
public:
  std::optional<T> tryPop() {
    std::unique_lock<std::mutex> Lock(Guard, std::try_to_lock);
    if (!Lock || Items.empty())
      return std::nullopt;
    std::optional<T> Item(std::move(Items.front()));
    Items.pop_front();
    return Item;
  }

private:
  std::mutex Guard;
  std::deque<T> Items;
};

cppcoro::task<int> nextJob(cppcoro::io_service &Loop, WorkQueue<int> &Jobs) {
  for (;;) {
    if (std::optional<int> Job = Jobs.tryPop())
      co_return *Job;
    co_await Loop.schedule_after(std::chrono::milliseconds(10));
  }
}
