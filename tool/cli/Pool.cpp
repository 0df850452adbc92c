// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Pool.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Threading.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <vector>

using namespace llvm;
using Clock = std::chrono::steady_clock;

namespace cotidy {

namespace {

constexpr int OutOfMemory = 86;

struct RunningJob {
  size_t Index;
  pid_t Process;
  int Pipe;
  Clock::time_point Deadline;
  bool TimedOut = false;
  std::string Output = {};
};

void isolate(pid_t Parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != Parent)
    ::_exit(1);
  rlimit NoCore = {0, 0};
  ::setrlimit(RLIMIT_CORE, &NoCore);
  int Null = ::open("/dev/null", O_RDWR);
  for (int Stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::dup2(Null, Stream);
  install_bad_alloc_error_handler(
      [](void *, const char *, bool) { ::_exit(OutOfMemory); });
  install_out_of_memory_new_handler();
}

class Pool {
public:
  Pool(const PoolLimits &Limits, function_ref<void(size_t, raw_ostream &)> Work,
       function_ref<void(size_t, JobOutcome)> Done)
      : Limits(Limits), Work(Work), Done(Done) {}

  void run(size_t Count) {
    for (size_t Next = 0; Next < Count || !Running.empty();) {
      while (Next < Count && Running.size() < Limits.Jobs)
        start(Next++);
      if (!Running.empty())
        collect();
    }
  }

private:
  void start(size_t Index);
  void collect();
  bool readSome(RunningJob &Job);
  void finish(RunningJob &Job);
  std::string failure(const RunningJob &Job, int Status) const;

  const PoolLimits &Limits;
  function_ref<void(size_t, raw_ostream &)> Work;
  function_ref<void(size_t, JobOutcome)> Done;
  std::vector<RunningJob> Running;
};

void Pool::start(size_t Index) {
  int Ends[2];
  pid_t Parent = ::getpid();
  pid_t Process = -1;
  if (::pipe2(Ends, O_CLOEXEC) == 0) {
    Process = ::fork();
    if (Process == 0) {
      ::close(Ends[0]);
      isolate(Parent);
      raw_fd_ostream Out(Ends[1], /*shouldClose=*/false);
      Work(Index, Out);
      Out.flush();
      ::_exit(0);
    }
    ::close(Ends[1]);
    if (Process < 0)
      ::close(Ends[0]);
  }
  if (Process < 0) {
    Done(Index, {"", std::string("no worker could be started: ") +
                         std::strerror(errno)});
    return;
  }
  Running.push_back(
      {Index, Process, Ends[0],
       Clock::now() + std::chrono::seconds(Limits.TimeoutSeconds)});
}

void Pool::collect() {
  std::vector<pollfd> Pipes;
  Clock::time_point First = Clock::time_point::max();
  for (const RunningJob &Job : Running) {
    Pipes.push_back({Job.Pipe, POLLIN, 0});
    First = std::min(First, Job.Deadline);
  }
  auto Left =
      std::chrono::ceil<std::chrono::milliseconds>(First - Clock::now());
  ::poll(Pipes.data(), Pipes.size(),
         static_cast<int>(std::clamp<long long>(Left.count(), 0, 60000)));
  std::vector<RunningJob> Still;
  for (size_t I = 0; I < Pipes.size(); ++I) {
    RunningJob &Job = Running[I];
    if (!Job.TimedOut && Clock::now() >= Job.Deadline) {
      Job.TimedOut = true;
      ::kill(Job.Process, SIGKILL);
    }
    if (Pipes[I].revents == 0 || readSome(Job))
      Still.push_back(std::move(Job));
    else
      finish(Job);
  }
  Running = std::move(Still);
}

// False at the end of the child's output.
bool Pool::readSome(RunningJob &Job) {
  char Buffer[65536];
  ssize_t Size = ::read(Job.Pipe, Buffer, sizeof(Buffer));
  if (Size > 0)
    Job.Output.append(Buffer, Size);
  return Size > 0 || (Size < 0 && errno == EINTR);
}

void Pool::finish(RunningJob &Job) {
  ::close(Job.Pipe);
  int Status = 0;
  while (::waitpid(Job.Process, &Status, 0) < 0 && errno == EINTR)
    ;
  Done(Job.Index, {std::move(Job.Output), failure(Job, Status)});
}

std::string Pool::failure(const RunningJob &Job, int Status) const {
  if (Job.TimedOut)
    return "not finished after " + std::to_string(Limits.TimeoutSeconds) +
           " seconds (--timeout)";
  if (WIFSIGNALED(Status) && WTERMSIG(Status) == SIGKILL)
    return "the worker was killed, perhaps for want of memory";
  if (WIFSIGNALED(Status))
    return std::string("the worker crashed: ") + ::strsignal(WTERMSIG(Status));
  if (WEXITSTATUS(Status) == OutOfMemory)
    return "out of memory";
  if (WEXITSTATUS(Status) != 0)
    return "the worker ended with code " + std::to_string(WEXITSTATUS(Status));
  return "";
}

} // namespace

void runJobs(size_t Count, const PoolLimits &Limits,
             function_ref<void(size_t, raw_ostream &)> Work,
             function_ref<void(size_t, JobOutcome)> Done) {
  Pool(Limits, Work, Done).run(Count);
}

unsigned processors() {
  return std::max(1u, hardware_concurrency().compute_thread_count());
}

} // namespace cotidy
