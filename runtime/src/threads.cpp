// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "threads.hpp"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace cotidy::detail {
namespace {

struct system_call {
  long number;
  std::string_view name;
  bool survives_signal;
};

// Those in which threads are found waiting. signal(7) tells which of them are
// never restarted.
constexpr system_call system_calls[] = {
    {SYS_read, "read", true},
    {SYS_write, "write", true},
    {SYS_readv, "readv", true},
    {SYS_writev, "writev", true},
    {SYS_pread64, "pread", true},
    {SYS_recvfrom, "recv", false}, // not with a timeout
    {SYS_sendto, "send", false},
    {SYS_recvmsg, "recvmsg", false},
    {SYS_sendmsg, "sendmsg", false},
    {SYS_connect, "connect", false},
    {SYS_accept, "accept", false},
    {SYS_accept4, "accept", false},
    {SYS_ppoll, "poll", false},
    {SYS_pselect6, "select", false},
    {SYS_epoll_pwait, "epoll_wait", false},
    {SYS_nanosleep, "nanosleep", false},
    {SYS_clock_nanosleep, "nanosleep", false},
    {SYS_futex, "a lock, condition or future (futex)", true},
    {SYS_fsync, "fsync", true},
    {SYS_fdatasync, "fdatasync", true},
    {SYS_wait4, "waitpid", true},
    {SYS_waitid, "waitid", true},
    {SYS_flock, "flock", true},
    {SYS_openat, "open", true},
#if defined(__x86_64__)
    {SYS_poll, "poll", false},
    {SYS_select, "select", false},
    {SYS_epoll_wait, "epoll_wait", false},
    {SYS_pause, "pause", false},
#endif
};

const system_call *find_system_call(long number) {
  const auto *found =
      std::ranges::find(system_calls, number, &system_call::number);
  return found == std::end(system_calls) ? nullptr : found;
}

std::string read_task_file(pid_t tid, const char *name) {
  std::ifstream file("/proc/self/task/" + std::to_string(tid) + "/" + name);
  std::string line;
  std::getline(file, line);
  return line;
}

bool send_signal(pid_t tid, int signal) {
  return signal && syscall(SYS_tgkill, getpid(), tid, signal) == 0;
}

// A signal is delivered within microseconds on an idle machine, and within
// milliseconds on a busy one.
std::unique_ptr<stack_slice> wait_for(snapshot &stack) {
  const nanoseconds deadline = now() + milliseconds(50);
  while (now() < deadline && stack.current() == snapshot::state::requested) {
    const timespec pause = {0, 100'000};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
  }
  stack.withdraw();
  return stack.take();
}

// The stack, if the thread must not be signalled where it is now.
bool copy_instead(pid_t tid, std::string &blocked_in,
                  std::unique_ptr<stack_slice> &result) {
  const thread_activity activity = activity_of(tid);
  if (!activity.in_system_call)
    return false;
  blocked_in = system_call_name(activity.number);
  if (survives_signal(activity.number))
    return false;
  result = copy_from_outside(activity.sp, activity.pc);
  return true;
}

} // namespace

thread_activity activity_of(pid_t tid) {
  // "230 0x1 ... 0x7ffd... 0x7f...": number, arguments, sp and pc.
  const std::string line = read_task_file(tid, "syscall");
  thread_activity result;
  unsigned long long sp = 0;
  unsigned long long pc = 0;
  long number = -1;
  if (std::sscanf(line.c_str(), "%ld %*s %*s %*s %*s %*s %*s %llx %llx",
                  &number, &sp, &pc) == 3 &&
      number >= 0)
    result = {true, number, sp, pc};
  return result;
}

bool is_runnable(pid_t tid) {
  const std::string line = read_task_file(tid, "stat");
  // "tid (name) R ...": names may hold parentheses.
  const std::size_t end = line.rfind(')');
  return end != line.npos && end + 2 < line.size() && line[end + 2] == 'R';
}

std::string system_call_name(long number) {
  if (const system_call *found = find_system_call(number))
    return std::string(found->name);
  return "system call " + std::to_string(number);
}

bool survives_signal(long number) {
  const system_call *found = find_system_call(number);
  return found && found->survives_signal;
}

std::vector<pid_t> all_threads() {
  std::vector<pid_t> result;
  std::error_code error;
  for (const auto &each :
       std::filesystem::directory_iterator("/proc/self/task", error))
    result.push_back(pid_t(std::stol(each.path().filename().string())));
  std::ranges::sort(result);
  return result;
}

std::unique_ptr<stack_slice> request_stack(thread_slot &slot,
                                           std::uint64_t epoch, int signal,
                                           std::string &blocked_in) {
  std::unique_ptr<stack_slice> result;
  const cotidy_blocking *blocking =
      slot.blocking.load(std::memory_order_acquire);
  if (copy_instead(slot.tid, blocked_in, result) || blocking)
    return result;
  const std::uint64_t running = is_counted(epoch) ? 0 : slot.watch.marked;
  if (slot.stack.request(epoch, running) && !send_signal(slot.tid, signal))
    slot.stack.withdraw();
  return nullptr;
}

std::unique_ptr<stack_slice> stack_of(pid_t tid, thread_slot *slot, int signal,
                                      std::string &blocked_in) {
  std::unique_ptr<stack_slice> result;
  if (slot) {
    if (auto copied = request_stack(*slot, 0, signal, blocked_in))
      return copied;
    return wait_for(slot->stack);
  }
  if (copy_instead(tid, blocked_in, result))
    return result;
  // Kept for ever: the signal may arrive after we stopped waiting for it.
  static snapshot &foreign = *new snapshot(0);
  if (!foreign.request(0))
    return nullptr;
  set_foreign_snapshot(tid, &foreign);
  if (!send_signal(tid, signal))
    foreign.withdraw();
  result = wait_for(foreign);
  set_foreign_snapshot(0, nullptr);
  return result;
}

} // namespace cotidy::detail
