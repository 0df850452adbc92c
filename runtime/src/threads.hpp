// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the system says about a thread that does something else, and how to get
// its stack without changing what it does: a signal would end a sleep or a
// poll() early, so a thread in one is read from outside.
#ifndef COTIDY_SRC_THREADS_HPP
#define COTIDY_SRC_THREADS_HPP

#include "slot.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cotidy::detail {

struct thread_activity {
  bool in_system_call = false;
  long number = -1;
  std::uint64_t sp = 0;
  std::uint64_t pc = 0;
};
thread_activity activity_of(pid_t tid);

bool is_runnable(pid_t tid);

// "nanosleep", or "system call 123".
std::string system_call_name(long number);

// False for calls that a signal handler makes fail with EINTR, whatever
// SA_RESTART says.
bool survives_signal(long number);

std::vector<pid_t> all_threads();

// Asks the thread for a snapshot of the callback `epoch` and returns; or copies
// its stack at once, and then returns it.
std::unique_ptr<stack_slice> request_stack(thread_slot &slot,
                                           std::uint64_t epoch, int signal,
                                           std::string &blocked_in);

// Of any thread; waits for some milliseconds. Needs the lock of all slots when
// the thread has a slot.
std::unique_ptr<stack_slice> stack_of(pid_t tid, thread_slot *slot, int signal,
                                      std::string &blocked_in);

} // namespace cotidy::detail

#endif
